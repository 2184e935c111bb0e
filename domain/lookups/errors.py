"""What can be wrong with a row of a list, each in a sentence that stands beside its field or says what to do."""

from collections.abc import Mapping

from domain.errors import SalesError, sentence


class FieldsWrong(SalesError):
    """Some fields cannot be saved as they are; `fields` holds a sentence for each."""

    template = sentence("Not saved: some fields need another value.")

    def __init__(self, fields: Mapping[str, SalesError]) -> None:
        super().__init__()
        self.fields = dict(fields)


class Missing(SalesError):
    """Nothing was given where something is needed."""

    template = sentence("This is needed.")


class TooLong(SalesError):
    """More letters than fit, or letters that cannot be shown."""

    template = sentence("Write at most {length} letters, on one line.")


class NoNumber(SalesError):
    """Not a whole number within the limits."""

    template = sentence("Give a whole number from {least} to {most}.")


class NoDay(SalesError):
    """Not a date."""

    template = sentence("This date does not exist.")


class NotOffered(SalesError):
    """Not one of the choices, or one that is no longer in use."""

    template = sentence("Choose one that is still in use.")


class CodeTaken(SalesError):
    """Another row has the code."""

    template = sentence("The code “{code}” is taken by “{name}”. Choose another.")


class Fixed(SalesError):
    """The field can no longer be changed."""

    template = sentence("This stays as it is, because it is already in use.")


class Circle(SalesError):
    """The row would be part of itself."""

    template = sentence("A row cannot be part of itself, not even by a detour.")


class OtherCompany(SalesError):
    """The row and what it refers to belong to different companies."""

    template = sentence("Choose one of the same company.")


class MeansClosed(SalesError):
    """The row of the probability table is what a company's parameters call won or lost."""

    template = sentence("“{name}” means won or lost for {company}, so its percentage stays.")


class NeededForClosing(SalesError):
    """The row of the probability table is what a company's parameters call won or lost."""

    template = sentence(
        "“{name}” means won or lost for {company} and cannot be retired. Choose another row for that first."
    )


class NotCertain(SalesError):
    """The row for won or lost has another percentage."""

    template = sentence("Choose a row of {percent} %.")


class SameRow(SalesError):
    """Won and lost are the same row."""

    template = sentence("Won and lost need a row each.")


class NoOpenStage(SalesError):
    """The pipeline has no stage in which an opportunity could begin."""

    template = sentence("“{name}” has no open stage in use. Add one to the pipeline first.")


class LastOpenStage(SalesError):
    """The last open stage of a pipeline that types propose."""

    template = sentence("“{name}” is the last open stage of its pipeline, which needs one. Add another first.")


class SecondEnd(SalesError):
    """A pipeline has one stage for won and one for lost."""

    template = sentence("The pipeline has a stage for this already: “{name}”.")


class BadLink(SalesError):
    """Not the pattern of a web address."""

    template = sentence(
        "Write a web address that begins with https:// or http:// and holds {id} after the host, such as https://erp.example/orders/{id}."
    )

    def __init__(self) -> None:
        super().__init__(id="{id}")  # it stands for itself


class EndsBeforeStart(SalesError):
    """The last day lies before the first."""

    template = sentence("This day lies before the first day, {first}.")


class InUse(SalesError):
    """A row that something uses cannot be deleted."""

    template = sentence(
        "“{name}” is in use and cannot be deleted. Retire it: it stays where it is and is offered no more."
    )


class StillNamed(SalesError):
    """A row that settings name cannot be retired."""

    template = sentence("“{by}” still refers to “{name}”. Give it another one first.")


class StillRetired(SalesError):
    """A row that lives on a retired one cannot be used."""

    template = sentence("“{name}” refers to “{other}”, which is retired. Put that back in use first.")


class NotRetired(SalesError):
    """Rows of this list are always in use."""

    template = sentence("“{name}” cannot be retired.")


class OtherRows(SalesError):
    """The list changed while somebody put it in order."""

    template = sentence("The list has changed in the meantime. You now see it as it is; put it in order again.")


class NoMoves(SalesError):
    """No move at all was allowed."""

    template = sentence("Allow at least one move, or none of the opportunities could go on.")


class LastAdministrator(SalesError):
    """Nobody could administer any more."""

    template = sentence("“{name}” is the last active administrator. Make somebody else one first.")
