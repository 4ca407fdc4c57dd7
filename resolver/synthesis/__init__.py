"""Lists of people who never lived, with the truth about who is who; and the FEBRL sets, for measuring.

>>> made = make_list(Wishes(mentions=200, profile="syria", repeat_share=0.4))
>>> made.truth["person_id"].n_unique()
120
"""

from resolver.synthesis.febrl import Febrl, load_febrl
from resolver.synthesis.folder import check_folder, write_made
from resolver.synthesis.hidden import hide
from resolver.synthesis.made import MadeList, Wishes, make_list

__all__ = ["Febrl", "MadeList", "Wishes", "check_folder", "hide", "load_febrl", "make_list", "write_made"]
