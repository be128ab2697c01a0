"""The study database (precious) and the library (disposable).

The only room that imports SQLAlchemy.
"""
