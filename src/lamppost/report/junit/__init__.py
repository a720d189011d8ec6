"""The verdicts as JUnit XML, for the test tabs of build servers."""
