"""What can be wrong with one field or header: stable names for programs."""

FIELD_CODES = {
    "required": "The field is missing.",
    "blank": "Empty, or nothing but blanks.",
    "null": "`null` is no answer: leave the field out.",
    "wrong_type": "Another JSON type than the field's own; nothing is converted.",
    "min_length": "Too few characters, blanks at both ends not counted.",
    "max_length": "Too many characters.",
    "min_value": "Too small a number.",
    "max_value": "Too great a number.",
    "invalid_choice": "None of the possible codes.",
    "control_characters": "Control characters, lone surrogates, or line breaks in a single line.",
    "impossible_number": "No telephone has such a number.",
    "consent_required": "Anything but `true`.",
    "unknown_field": "The form has no such field.",
    "invalid": "Not of the form that the message names.",
    "signature_mismatch": "Signed for another form or with another key.",
    "signature_expired": "Signed more than five minutes ago, or in the future.",
}
