"""One value in, one value out: text, dates, ages and web addresses, understood one at a time.

Nothing here opens a file or looks at a clock. Word tables come in as arguments, built from ``rules/``.
"""
