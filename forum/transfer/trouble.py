"""What stops a transfer: an error whose sentence is meant for the person at the command line."""


class TransferError(Exception):
    """A transfer that cannot be done; the message says why and, where there is one, the way on."""
