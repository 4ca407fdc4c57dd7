"""A name -> where it tells the surname that its bearer had before: "née Foisson", «урожд. Бобрик», "rođ. Delić"."""

import re

BORN = re.compile(
    r"(?<!\w)(?:урожд(?:[её]нная|\.)?|в девичестве|девичья фамилия|дев\.|уродж(?:ена|\.)?|дівоче прізвище|у дівоцтві|в дівоцтві"
    r"|née|nee|born|geb\.?|geborene|szül\.|z domu|z d\.|з дому|roz\.|roj\.|urozen[aá]|rozená|rodená|(?-i:rozena|rojena|född|født)"
    r"|de soltera|em solteira|kızlık soyadı|născută|născ\.|το γένος|לבית"
    r"|rođ(?:en[ao]?)?\.?|rodj(?:en[ao]?)?\.?|rod(?:ena\b|\.)|рођ(?:ен[ао]?)?\.?|djevojačk[io](?: prezime)?|djev\.|девојачк[ио](?: презиме)?"
    r"|[ie] lindur|lindur)(?!\w)[\s:]*",
    re.IGNORECASE,
)
"""The words that announce it."""
_WHERE = r"(?:in|on|at|im|am|em|u|у|в|circa|oko|око|около)\s"
_JOINING = r"(?:(?:de|da|do|dos|di|del|della|du|des|la|le|las|los|van|von|der|den|zu|ter|el|al|ibn|bin)\s+)*"
BORN_INLINE = re.compile(
    rf"[\s,;–-]+{BORN.pattern}(?!{_WHERE})({_JOINING}[^\W\d_][\w’'-]+)",
    re.IGNORECASE,
)
"""The same with the surname behind, outside of brackets."""
BORN_WHERE = re.compile(rf"[\s,;–-]+{BORN.pattern}({_WHERE}.+)$", re.IGNORECASE)
"""Where and when somebody was born, behind a name."""
