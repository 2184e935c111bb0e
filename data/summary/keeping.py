"""Keeping: all that triggers keep, compared with the truth, and rebuilt."""

from sqlalchemy.orm import Session

from data.summary.document_totals import DOCUMENT_TOTALS
from data.summary.expected_invoicing import EXPECTED_INVOICING
from data.summary.opportunity_totals import OPPORTUNITY_TOTALS
from data.summary.present_stays import learn_present_stays, wrong_present_stays
from data.summary.sums import Difference

SUMMARIES = (OPPORTUNITY_TOTALS, DOCUMENT_TOTALS, EXPECTED_INVOICING)


def rebuild(session: Session) -> None:
    """Fill all summary tables anew, and learn since when each opportunity is in its stage."""
    learn_present_stays(session)
    for summary in SUMMARIES:
        summary.rebuild(session)


def differences(session: Session) -> list[Difference]:
    """Return every place at which what is kept is not what the rows say; none is how it must be."""
    found = [difference for summary in SUMMARIES for difference in summary.differences(session)]
    return [*found, *wrong_present_stays(session)]
