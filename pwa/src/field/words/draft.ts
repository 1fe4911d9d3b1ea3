/** Words beside a form that is not saved yet. */
export const draftWords = {
  en: { kept: 'Draft kept on this phone' },
  ru: { kept: 'Черновик сохранён в телефоне' },
};
