"""Instruments that verifiers share; each works alone and is tested against numbers known elsewhere."""
