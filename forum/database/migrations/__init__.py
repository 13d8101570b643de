"""The schema's history: `mNNNN_name.py`, each with SQLITE and POSTGRES, the statements for either engine."""
