"""Makes given_names.tsv: given names with the gender they are mostly borne by.

    pip install names==0.3.0 Faker==40.63.0
    python3 given_names.py > ../given_names.tsv

`names` carries the lists of the US Census of 1990 (public domain); Faker's person providers (MIT) give the names of
other countries, romanised where the provider writes another script and has a romanised twin. A name that both
genders bear is `b`, unless the Census finds one of them five times as common. Only names in Latin letters of at most
eleven letters are kept, without accents.
"""
import importlib, os, pkgutil, re, sys, unicodedata
import names
import faker.providers.person as person

NAME = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)?$")


def census(which):
    path = os.path.join(os.path.dirname(names.__file__), f'dist.{which}.first')
    return {row.split()[0].lower(): float(row.split()[1]) for row in open(path)}


def fold(word):
    """Lower case without accents, as names are looked up."""
    return ''.join(c for c in unicodedata.normalize('NFKD', word.lower()) if not unicodedata.combining(c))


def words(provider, attribute):
    values = getattr(provider, attribute, ()) or ()
    for value in values:
        word = fold(str(value))
        if NAME.match(word) and len(word) <= 11 and all('LATIN' in unicodedata.name(c, '') for c in word if c.isalpha()):
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
                for n in words(provider, kind):
                    if n not in male and n not in female:
                        seen.setdefault(n, set()).add(gender)
    print('# Given names with the gender they are mostly borne by: m, f, or b for both.')
    print('# Source: US Census 1990 lists as packaged in names 0.3.0 (public domain), person providers of Faker 40.63.0 (MIT).')
    print('# Made by make/given_names.py, 2025-09. Columns: gender, names separated by spaces.')
    for gender in 'mfb':
        row = sorted(n for n, g in seen.items() if (''.join(g) if len(g) == 1 else 'b') == gender)
        print(gender + '\t' + ' '.join(row))


if __name__ == '__main__':
    sys.stdout.reconfigure(encoding='utf-8')
    main()
