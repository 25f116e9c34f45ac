"""`planqa expand`: questions for a plan's sentences, written by a configured model, reviewed by
a person, then indexed beside the plan. Nothing else of the product asks this model.
"""
