"""`python -m infra.check`: the rules; with --checkov also those of checkov. Ends with 1 when there is a problem."""

import sys

from infra.check.rules import problems


def main() -> int:
    """Print the problems, one a line."""
    found = problems()
    if "--checkov" in sys.argv:
        from infra.check.checkov_rules import checkov_problems

        found += checkov_problems()
    for problem in found:
        print(problem)
    print(f"infra: {len(found)} problems" if found else "infra: no problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
