"""The questions a user may choose from. The keys are those that clients of the IDX API know."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _

OWN: Final = "custom"
"""What the IDX API calls a question in the user's own words."""

QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Translators: security question
        "disliked_food": _("What food did you refuse to eat as a child?"),
        # Translators: security question
        "name_of_first_plush_toy": _("What was the name of your first stuffed toy?"),
        # Translators: security question
        "first_award": _("What did you earn your first medal or award for?"),
        # Translators: security question
        "favorite_security_question": _("What is your favorite security question?"),
        # Translators: security question
        "favorite_toy": _("What was your favorite toy as a child?"),
        # Translators: security question
        "first_computer_game": _("What was the first computer game you played?"),
        # Translators: security question
        "favorite_movie_quote": _("What is your favorite movie quote?"),
        # Translators: security question
        "first_sports_team_mascot": _("What was the mascot of the first team you played for?"),
        # Translators: security question
        "first_music_purchase": _("What music album or song did you buy first?"),
        # Translators: security question
        "favorite_art_piece": _("What is your favorite piece of art?"),
        # Translators: security question
        "grandmother_favorite_desert": _("What was your grandmother’s favorite dessert?"),
        # Translators: security question
        "first_thing_cooked": _("What was the first thing you learned to cook?"),
        # Translators: security question
        "childhood_dream_job": _("What was your dream job as a child?"),
        # Translators: security question
        "first_kiss_location": _("Where did you have your first kiss?"),
        # Translators: security question
        "place_where_significant_other_was_met": _("Where did you meet your partner?"),
        # Translators: security question
        "favorite_vacation_location": _("Where did you go for your favorite vacation?"),
        # Translators: security question
        "new_years_two_thousand": _("Where were you on New Year’s Eve in 1999?"),
        # Translators: security question
        "favorite_speaker_actor": _("Who is your favorite speaker or actor?"),
        # Translators: security question
        "favorite_book_movie_character": _("Who is your favorite book or movie character?"),
        # Translators: security question
        "favorite_sports_player": _("Who is your favorite athlete?"),
    }
)
