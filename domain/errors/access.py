"""Refusals at the door: who somebody is and what they may do."""

from domain.errors.base import SalesError, sentence


class NotSignedIn(SalesError):
    template = sentence("Your session has ended. Sign in again to go on.")


class NotPermitted(SalesError):
    template = sentence("Your role does not allow this. Ask an administrator if you need it.")


class NotFound(SalesError):
    """Also raised for what lies outside the person's scope, so that nothing tells the two apart."""

    template = sentence("This record does not exist, or you may not see it.")


class WrongCredentials(SalesError):
    template = sentence("Login or password is wrong.")


class WrongPassword(SalesError):
    """Whoever changes a password does not know the present one."""

    template = sentence("This is not your present password.")


class OtherSpelling(SalesError):
    """A new password was not typed the same way twice."""

    template = sentence("The new password was not typed the same way twice.")


class TooManyAttempts(SalesError):
    template = sentence("Too many sign-in attempts. Wait {seconds} seconds and try again.")


class WeakPassword(SalesError):
    template = sentence("The password needs at least {length} characters and must not be the login.")


class NameTaken(SalesError):
    template = sentence("“{name}” exists already. Choose another name.")


class NameNeeded(SalesError):
    template = sentence("Give it a name of 1 to {length} characters.")


class TooManyTokens(SalesError):
    template = sentence("You have {most} tokens. Revoke one that no program uses any more, then make the new one.")
