/** Words of sites: where customers are, who answers there, what stands there. */
import type { Text } from '$lib/i18n/language';

export const siteWords = {
  list: { en: 'Sites', ru: 'Объекты' },
  search: { en: 'Find a site', ru: 'Найти объект' },
  empty: { en: 'No sites', ru: 'Объектов нет' },
  emptyLead: { en: 'A site is a place where a customer is served. Add the first one.', ru: 'Объект — место, где обслуживают заказчика. Добавьте первый.' },
  add: { en: 'New site', ru: 'Новый объект' },
  added: { en: 'The site is added', ru: 'Объект добавлен' },
  customer: { en: 'Customer', ru: 'Заказчик' },
  newCustomer: { en: 'New customer', ru: 'Новый заказчик' },
  name: { en: 'Name', ru: 'Название' },
  address: { en: 'Address', ru: 'Адрес' },
  lat: { en: 'Latitude', ru: 'Широта' },
  lon: { en: 'Longitude', ru: 'Долгота' },
  zone: { en: 'Time zone', ru: 'Часовой пояс' },
  hours: { en: 'Hours', ru: 'Часы работы' },
  access: { en: 'Access', ru: 'Доступ' },
  contacts: { en: 'Contacts', ru: 'Контакты' },
  assets: { en: 'Assets', ru: 'Оборудование' },
  tickets: { en: 'Tickets', ru: 'Заявки' },
  visits: { en: 'Visits', ru: 'Визиты' },
  none: { en: 'None yet.', ru: 'Пока нет.' },
  map: { en: 'Place', ru: 'Координаты' },
} as const satisfies Record<string, Text>;
