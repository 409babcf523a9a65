"""A study's bundle: one zip of tables, transactions, statements and all that explains them."""
