"""The report of a conformance run: a page that stands by itself, JSON, JUnit and a badge."""

from conformance.report_page.writing import write_report

__all__ = ["write_report"]
