"""One name: cleaning, scripts, readings, roles, classes, keys, likeness.

Nothing here knows of tables of mentions: a name comes in as text, readings and levels go out.
"""
