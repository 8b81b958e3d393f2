"""Lines of a program that change how the rest of it is answered and shown: ``:set layout mixed``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.records import replace
from matcalc.session import Session

if TYPE_CHECKING:
    from matcalc.repl.settings import Settings


class Directions:
    """presentation: as it has been set so far. begun: the settings of the command."""

    def __init__(
        self, presentation: Presentation, environment: Environment, begun: Callable[[], Settings]
    ) -> None:
        self.presentation = presentation
        self.environment = environment
        self.begun = begun
        self.settings: Settings | None = None

    def take(self, text: str, session: Session) -> Session:
        """The session after a line that begins with a colon. Raises MatcalcError."""
        from matcalc.repl.saving import directed
        from matcalc.repl.state import State

        state = directed(State(session, self.settings or self.begun()), text, self.environment)
        self.settings = state.settings
        _, chosen = state.settings.chosen
        self.presentation = replace(chosen, output=self.presentation.output)
        return state.session
