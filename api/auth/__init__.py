"""Who may see the staff console: passwords, sessions, attempts, OpenID Connect."""
