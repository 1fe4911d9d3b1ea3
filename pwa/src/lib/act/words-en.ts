/** English words of act.json. Twin: server/report/words_en.py. */

export const words: Readonly<Record<string, string>> = {
  absent: 'Nobody was there to sign',
  accepted: 'Accepted',
  accepted_with_remarks: 'Accepted with remarks',
  conflict: 'Answered differently, not settled',
  done: 'Done',
  fail: 'Not in order',
  hours: 'h',
  minutes: 'min',
  na: 'Not applicable',
  no: 'No',
  not_accepted: 'Not accepted',
  not_done: 'Not done',
  omission: 'Not included',
  omission_of: 'Answers of {person} after {after}',
  open: 'Left open',
  output_of_device: 'Output of a device, lines',
  pass: 'In order',
  photo_many: 'photos',
  photo_one: 'photo',
  read_from_device: 'Read from the output of the device',
  refused: 'The customer did not sign',
  travel: 'Travel',
  work: 'Work',
  yes: 'Yes',
};

export const units: Readonly<Record<string, string>> = {};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const day = (year: number, month: number, dayOfMonth: number): string =>
  `${dayOfMonth} ${months[month - 1]} ${year}`;

export const number = (digits: string): string => digits;
