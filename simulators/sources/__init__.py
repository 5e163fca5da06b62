"""Public river services as they answer: gauges of three countries and JMA, in their own shapes.

Made-up rivers only. A fault can be put in the way of any part: an error, rubbish, silence.
"""
