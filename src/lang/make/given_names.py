"""Makes given_names.tsv: given names with the gender they are mostly borne by.

    pip install names==0.3.0 Faker==40.63.0
    python3 given_names.py > ../given_names.tsv

`names` carries the lists of the US Census of 1990 (public domain); Faker's person providers (MIT) give the names of
other countries, romanised where the provider has a romanised twin or writes Cyrillic. A name that both genders bear
is `b`, unless the Census finds one of them five times as common. Of Faker's names those of three to eight Latin
letters (ten where they were not ASCII) are kept, without accents; a hyphenated name is left out where its first part,
which is looked up in its place, tells the same.
"""
import importlib, os, pkgutil, re, sys, unicodedata
import names
import faker.providers.person as person

# Cyrillic as passports and newspapers romanise it.
LATIN = dict(zip('абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэђјљњћџ',
                 'a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch  yu ya yo  y e dj j lj nj c dz'.split(' ')))
RUSSIAN = dict(LATIN, г='g', и='i')

NAME = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)?$")


def census(which):
    path = os.path.join(os.path.dirname(names.__file__), f'dist.{which}.first')
    return {row.split()[0].lower(): float(row.split()[1]) for row in open(path)}


def fold(word):
    """Lower case without accents, as names are looked up."""
    return ''.join(c for c in unicodedata.normalize('NFKD', word.lower()) if not unicodedata.combining(c))


def roman(word, module):
    table = LATIN if module.startswith('uk') else RUSSIAN
    return ''.join(table.get(c, c) for c in word.lower())


def words(provider, attribute, module):
    values = getattr(provider, attribute, ()) or ()
    for value in values:
        word = fold(roman(str(value), module))
        longest = 8 if str(value).isascii() else 10
        if NAME.match(word) and len(word) <= longest and all('LATIN' in unicodedata.name(c, '') for c in word if c.isalpha()):
            yield word


def main():
    male, female = census('male'), census('female')
    seen = {n: {'m'} for n in male}
    for n in female:
        seen.setdefault(n, set()).add('f')
    for n in set(male) & set(female):
        if male[n] >= 5 * female[n]:
            seen[n] = {'m'}
        elif female[n] >= 5 * male[n]:
            seen[n] = {'f'}
    for module in sorted(m.name for m in pkgutil.iter_modules(person.__path__)):
        provider = importlib.import_module(f'faker.providers.person.{module}').Provider
        for gender, kinds in (('m', ('first_names_male', 'first_romanized_names_male')),
                              ('f', ('first_names_female', 'first_romanized_names_female'))):
            for kind in kinds:
                for n in words(provider, kind, module):
                    if n not in male and n not in female:
                        seen.setdefault(n, set()).add(gender)
    for n in [n for n in seen if '-' in n and seen.get(n.split('-')[0]) == seen[n]]:
        del seen[n]
    print('# Given names with the gender they are mostly borne by: m, f, or b for both.')
    print('# Source: US Census 1990 lists as packaged in names 0.3.0 (public domain), person providers of Faker 40.63.0 (MIT).')
    print('# Made by make/given_names.py, 2026-11. Columns: gender, names separated by spaces.')
    for gender in 'mfb':
        row = sorted(n for n, g in seen.items() if (''.join(g) if len(g) == 1 else 'b') == gender)
        print(gender + '\t' + ' '.join(row))


if __name__ == '__main__':
    sys.stdout.reconfigure(encoding='utf-8')
    main()
