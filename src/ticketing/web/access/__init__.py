"""Who may come in and what he may do: log-in, sessions, rights, step-up."""
