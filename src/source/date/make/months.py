#!/usr/bin/env python3
"""Writes months.tsv: the names of the months in the larger languages of Europe, from CLDR by way of Babel.

    pip install Babel==2.18.0 && python3 months.py > ../months.tsv
"""
import babel
from babel import Locale

LANGUAGES = "en fr de es it pt nl pl cs sv da nb fi hu ro el ru uk".split()

print("# A month's number, a tab, its names and short forms in lower case, full stops left out, parted by blanks.")
print(f"# Languages: {' '.join(LANGUAGES)}. Source: Unicode CLDR, by way of Babel {babel.__version__} (Unicode License v3).")
print("# Made by make/months.py; \"sept\" and its like are added there. A name that two languages give two months is left out.")
EXTRA = {9: {"sept"}, 6: {"june"}, 7: {"july"}}
names = {month: set(EXTRA.get(month, ())) for month in range(1, 13)}
for language in LANGUAGES:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in Locale(language).months[context].get(width, {}).items():
                word = name.lower().strip(".").strip()
                if word and word.isalpha() and len(word) > 1:
                    names[month].add(word)
everywhere = [name for month in names.values() for name in month]
for month, words in names.items():
    print(month, " ".join(sorted(w for w in words if everywhere.count(w) == 1)), sep="\t")
