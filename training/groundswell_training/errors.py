"""The one error that a user of the pipeline can cause and is shown as a single line."""


class InputError(Exception):
    """Something the user gave (a file, a row, a setting) is wrong; the message says where."""
