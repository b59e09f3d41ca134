"""Who may ask what: keys, bearer tokens, what each route needs, and how much one person may use."""
