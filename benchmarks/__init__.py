"""The budgets of quizdl, measured as ratios within one run: `make bench`."""
