"""What an ensemble can and can't do on dev: figures, tables and plots in one folder."""

from .evidence import Evidence, MemberEvidence
from .token_importance import Importance, token_importance
from .write import write_report

__all__ = ["Evidence", "Importance", "MemberEvidence", "token_importance", "write_report"]
