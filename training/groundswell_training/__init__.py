"""Trains, calibrates and exports the emotion models that Groundswell serves."""
