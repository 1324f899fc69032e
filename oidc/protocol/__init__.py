"""OAuth and OpenID Connect over oauthlib and joserfc: no rows, no Django."""
