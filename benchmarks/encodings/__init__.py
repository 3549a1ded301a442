"""How the tables of shared/domain/csv/letter_costs.json are made."""
