"""How people reach planqa: HTTP service, command line, pages."""
