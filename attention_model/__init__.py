"""Attune's attention model: from observed behaviour to a calibrated, explained estimate.

Importing this package, or `attention_model.signals`, costs a few milliseconds and needs nothing
but the standard library. The estimator, the trainer and the evaluation import numpy and torch.
"""
