"""Refusals of changes to the register: contacts and campaigns."""

from domain.errors.base import SalesError, sentence


class BadEmail(SalesError):
    template = sentence("“{text}” is not a mail address. Write it like name@firm.com.")


class BadWebsite(SalesError):
    template = sentence("“{text}” is not a web address. Write it like https://firm.com.")


class BadPhone(SalesError):
    template = sentence("“{text}” is not a phone number. Write it with digits and spaces, like +39 02 1234567.")


class BadVatNumber(SalesError):
    template = sentence("“{text}” is not a VAT number. Write letters and digits only, at least four.")


class BadYear(SalesError):
    template = sentence("“{text}” is not a year between {first} and {last}.")


class BadCount(SalesError):
    template = sentence("“{text}” is not a whole number from 0 to {most}.")


class BadPosition(SalesError):
    template = sentence("Write a latitude from -90 to 90 and a longitude from -180 to 180, in degrees like 45.4642.")


class PlaceNotFound(SalesError):
    template = sentence(
        "No town named “{text}” is known there. Check its name and its country, or write latitude and longitude."
    )


class AddressNeeded(SalesError):
    template = sentence("Write a street or a town at least.")


class PersonNamed(SalesError):
    template = sentence("“{name}” is named on an opportunity. Name somebody else there first.")


class NotTheSameCompany(SalesError):
    template = sentence("“{name}” cannot be merged into this contact: it is the same one, or of another company.")


class ContactShared(SalesError):
    template = sentence(
        "“{name}” has opportunities or orders of other people. Ask a manager who reaches all of them to merge it."
    )


class BadCampaignDates(SalesError):
    template = sentence("A campaign cannot end before it starts. Change one of the two dates.")


class NegativeBudget(SalesError):
    template = sentence("A budget or a cost cannot be negative.")


class CodeTaken(SalesError):
    template = sentence("There is a campaign with the code “{code}” already. Choose another code.")


class CostsCounted(SalesError):
    template = sentence("The currency cannot change while there are costs in it. Remove the costs first.")


class MemberAlready(SalesError):
    template = sentence("“{name}” was addressed by this campaign already.")


class WhichContact(SalesError):
    template = sentence("It is not clear which contact is meant. Write its whole name.")
