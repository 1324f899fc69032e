"""What a mail says and how it is handed to the mail server."""
