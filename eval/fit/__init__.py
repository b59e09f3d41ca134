"""Ranking and calibration, fitted: from questions whose meaning is known to the weights of the reader."""
