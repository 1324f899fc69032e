"""The questions a person may choose from. The keys are those that clients of the JSON face know."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _

OWN: Final = "custom"
"""What the JSON face calls a question in the person's own words."""

QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disliked_food": _("Which food did you refuse to eat as a child?"),
        "name_of_first_plush_toy": _("What was your first cuddly toy called?"),
        "first_award": _("For what did you win your first prize?"),
        "favorite_security_question": _("Which security question do you like best?"),
        "favorite_toy": _("Which toy did you like most as a child?"),
        "first_computer_game": _("Which computer game did you play first?"),
        "favorite_movie_quote": _("Which line from a film do you quote most?"),
        "first_sports_team_mascot": _("What was the mascot of the first team you played for?"),
        "first_music_purchase": _("Which music did you buy first?"),
        "favorite_art_piece": _("Which work of art do you like best?"),
        "grandmother_favorite_desert": _("Which dessert did your grandmother like best?"),
        "first_thing_cooked": _("What did you learn to cook first?"),
        "childhood_dream_job": _("What did you want to become as a child?"),
        "first_kiss_location": _("Where was your first kiss?"),
        "place_where_significant_other_was_met": _("Where did you meet your partner?"),
        "favorite_vacation_location": _("Where did you spend your best holiday?"),
        "new_years_two_thousand": _("Where were you when the year 2000 began?"),
        "favorite_speaker_actor": _("Who is the best speaker or actor you have heard?"),
        "favorite_book_movie_character": _("Which character of a book or film do you like best?"),
        "favorite_sports_player": _("Which athlete do you admire most?"),
    }
)
