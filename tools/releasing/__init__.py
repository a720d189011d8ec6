"""What a release is made of: wheel and sdist, bill of materials, licences, sums, an audit, and a trial installation."""
