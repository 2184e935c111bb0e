"""The lists of selling: probabilities, types, pipelines with their stages, closing reasons."""

from domain.errors import sentence
from domain.lookups.description import LONGEST_CODE, LONGEST_NAME, Choice, Field, Kind, Lookup

CODE_HINT = sentence("A short word for imports and exports. Left empty, it is made from the name.")
MOST_DAYS, MOST_TASKS = 3650, 40
# The tokens of the stages, cool to warm to green.
COLOURS = (
    Choice("start", sentence("Grey")), Choice("visit", sentence("Blue")), Choice("budget", sentence("Violet")),
    Choice("detailed", sentence("Pink")), Choice("final", sentence("Amber")), Choice("accepted", sentence("Green")),
)  # fmt: skip


def code(longest: int = LONGEST_CODE) -> Field:
    """Return the field of a row's code."""
    return Field("code", sentence("Code"), hint=CODE_HINT, longest=longest, display="code")


def description() -> Field:
    """Return the field of what people read."""
    return Field("description", sentence("Name"), required=True)


PROBABILITIES = Lookup(
    key="probabilities",
    table="probability",
    title=sentence("Probabilities"),
    one=sentence("probability"),
    about=sentence("How likely a sale is said to be: the columns of the Progress board."),
    counted="opportunity",
    ordered=False,
    sorted_by="percent",
    fields=(
        description(),
        code(),
        Field(
            "percent", sentence("Probability"), Kind.NUMBER, required=True, most=100, unit="%", display="percent",
            hint=sentence("Opportunities keep the percentage they were given, unless you ask for another below."),
        ),
        Field(
            "sort_order", sentence("Place in the list"), Kind.NUMBER, most=100_000, initial=0, listed=False,
            hint=sentence("Puts rows of the same percentage in order."),
        ),
    ),
)  # fmt: skip
TYPES = Lookup(
    key="types",
    table="opportunity_type",
    title=sentence("Opportunity types"),
    one=sentence("opportunity type"),
    about=sentence("Kinds of sale. The type of a new opportunity proposes its pipeline."),
    counted="opportunity",
    fields=(
        description(),
        code(),
        Field("default_pipeline_id", sentence("Pipeline"), Kind.REFERENCE, target="pipelines", keeps=True),
    ),
)
PIPELINES = Lookup(
    key="pipelines",
    table="pipeline",
    title=sentence("Pipelines and stages"),
    one=sentence("pipeline"),
    about=sentence("Workflows, with their stages, tasks and allowed moves."),
    counted="stage",
    fields=(
        description(),
        code(),
        Field(
            "copy_of", sentence("Copy the stages of"), Kind.REFERENCE, target="pipelines", new=True, listed=False,
            hint=sentence("Stages, tasks and allowed moves are copied; what is changed later in one does not touch the other."),
        ),
    ),
)  # fmt: skip
STAGES = Lookup(
    key="stages",
    table="stage",
    title=sentence("Stages"),
    one=sentence("stage"),
    about=sentence("The steps of the pipeline, in their order. Changing them never rewrites where opportunities have been."),
    counted="opportunity",
    scope="pipeline_id",
    parent="pipeline_id",
    owns=("stage_task", "stage_move", "stage_role"),
    fields=(
        Field("name", sentence("Name"), required=True, longest=LONGEST_NAME),
        code(),
        Field(
            "kind", sentence("Meaning"), Kind.CHOICE, required=True, fixed="used", initial="open",
            choices=(
                Choice("open", sentence("Still open")), Choice("won", sentence("Won")), Choice("lost", sentence("Lost")),
            ),
        ),
        Field("colour", sentence("Colour"), Kind.CHOICE, choices=COLOURS, required=True, initial="start", listed=False, display="colour"),
        Field(
            "default_probability_id", sentence("Probability"), Kind.REFERENCE, target="probabilities", keeps=True,
            hint=sentence("Proposed when an opportunity comes here. Those that are here already keep theirs."),
        ),
        Field(
            "idle_days", sentence("Idle after"), Kind.NUMBER, least=1, most=MOST_DAYS, unit=sentence("days"),
            hint=sentence("Without contact for longer, an opportunity counts as idle. Empty: as everywhere."),
        ),
        Field(
            "roles", sentence("Who may see it"), Kind.MANY, source="roles",
            hint=sentence("With none chosen, every role sees the stage."),
        ),
        Field(
            "tasks", sentence("Tasks"), Kind.TASKS,
            hint=sentence("A mandatory task must be done before an opportunity can leave the stage."),
        ),
    ),
)  # fmt: skip
REASONS = Lookup(
    key="reasons",
    table="closing_reason",
    title=sentence("Closing reasons"),
    one=sentence("closing reason"),
    about=sentence("Why opportunities are won or lost."),
    counted="opportunity",
    fields=(
        description(),
        code(),
        Field(
            "sign", sentence("Explains"), Kind.CHOICE, required=True, fixed="used", display="sign",
            choices=(Choice(1, sentence("A win (+)")), Choice(-1, sentence("A loss (−)"))),
        ),
    ),
)  # fmt: skip
SALES = (PROBABILITIES, TYPES, PIPELINES, STAGES, REASONS)
