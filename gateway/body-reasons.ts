/** The reasons for which a body is refused, whoever reads it. */
export const bodyReasons = {
  malformed: 'malformed_body',
  tooLarge: 'body_too_large',
  fileTooLarge: 'file_too_large',
  cutOff: 'upload_cut_off',
} as const;
