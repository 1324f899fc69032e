"""OpenID Connect and OAuth as a client of other servers. Nothing here reads or writes rows."""
