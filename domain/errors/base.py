"""What every refusal is: a sentence that says what to do."""


def sentence(template: str) -> str:
    """Mark an English sentence for the translation catalogues."""
    return template


class SalesError(Exception):
    """A refusal that a person reads; `template` is translated at the edge, then filled with `params`."""

    template = sentence("This cannot be done. Nothing was changed.")

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        return self.template.format(**self.params)
