/** What a device said that the server asked, in words that the console and the phone share. */
import { isAsked, type LiveCheck, type LiveKind, type LiveState } from '../domain/live-check';
import { textIn, type Language, type Text } from './language';

export const liveKinds: Readonly<Record<LiveKind, Text>> = {
  sip_options: { en: 'SIP device', ru: 'SIP-устройство' },
  sip_registration: { en: 'Registration of a number', ru: 'Регистрация номера' },
  snmp_port: { en: 'Port of a switch', ru: 'Порт коммутатора' },
};
export const liveStates: Readonly<Record<LiveState, Text>> = {
  asked: { en: 'Asking…', ru: 'Спрашиваем…' },
  answered: { en: 'Answered', ru: 'Ответ получен' },
  no_answer: { en: 'No answer', ru: 'Нет ответа' },
  refused: { en: 'Not asked', ru: 'Не спрашивали' },
  failed: { en: 'Not finished', ru: 'Не завершено' },
};
const REASONS: Readonly<Record<string, Text>> = {
  outside_networks: { en: 'The address is outside the networks of the site.', ru: 'Адрес не входит в сети объекта.' },
  own_address: { en: 'The name leads to the server itself.', ru: 'Имя ведёт на сам сервер.' },
  no_networks: { en: 'The site names no networks any more.', ru: 'У объекта больше нет сетей для проверок.' },
  name_unknown: { en: 'Nobody knows this name.', ru: 'Такое имя не находится.' },
  no_credentials: { en: 'The server has no keys for SNMP; an administrator sets them.', ru: 'У сервера нет ключей для SNMP, их задаёт администратор.' },
  timed_out: { en: 'The device did not answer in time. Perhaps it is off, or a firewall is between.', ru: 'Устройство не ответило вовремя. Возможно, оно выключено или мешает межсетевой экран.' },
  unreachable: { en: 'There is no way to the device, or nothing listens on this port.', ru: 'До устройства нет пути, или на этом порту никто не отвечает.' },
  asks_password: { en: 'It answers, but wants a password that the server does not have.', ru: 'Отвечает, но требует пароль, которого у сервера нет.' },
  password_refused: { en: "It answers, but refuses the server's account.", ru: 'Отвечает, но не принимает учётную запись сервера.' },
  redirects: { en: 'It answers and names another address; that one was not asked.', ru: 'Отвечает и называет другой адрес, его не спрашивали.' },
  no_such_port: { en: 'The switch has no such port.', ru: 'Такого порта у коммутатора нет.' },
  not_understood: { en: 'It answers, but with something else than was asked.', ru: 'Отвечает, но не то, о чём спрашивали.' },
  too_late: { en: 'The question waited too long and was not asked. Ask again.', ru: 'Вопрос ждал слишком долго и не был задан. Спросите ещё раз.' },
  turned_off: { en: 'Live checks were turned off meanwhile.', ru: 'Проверки с сервера тем временем отключили.' },
  broken: { en: 'The server failed at it. Ask again.', ru: 'На сервере произошла ошибка. Спросите ещё раз.' },
};
const LINKS: Readonly<Record<string, Text>> = {
  up: { en: 'link up', ru: 'линк есть' },
  down: { en: 'no link', ru: 'линка нет' },
  lower_down: { en: 'no link', ru: 'линка нет' },
  dormant: { en: 'link waits', ru: 'линк ожидает' },
  absent: { en: 'no module', ru: 'нет модуля' },
};
const POWER: Readonly<Record<string, Text>> = {
  delivering: { en: 'power is given', ru: 'питание подаётся' },
  searching: { en: 'no power: no device found', ru: 'питания нет: устройство не найдено' },
  disabled: { en: 'power is turned off', ru: 'питание отключено' },
  fault: { en: 'power has a fault', ru: 'ошибка питания' },
};
const ANSWERS: Text = { en: 'answers', ru: 'отвечает' };
const ANSWERED_IN: Text = { en: 'ms', ru: 'мс' };
const REGISTERED: Text = { en: 'registered', ru: 'зарегистрирован' };
const NOT_REGISTERED: Text = { en: 'not registered', ru: 'не зарегистрирован' };
const UNKNOWN_NUMBER: Text = { en: 'the call server does not know the number', ru: 'АТС не знает этого номера' };
const TURNED_OFF: Text = { en: 'the port is turned off', ru: 'порт отключён' };
const SPEED: Text = { en: 'Mbit/s', ru: 'Мбит/с' };
const ERRORS: Text = { en: 'errors in:', ru: 'ошибок на входе:' };

/** One line of what the device said, or why there is nothing. Empty while it is being asked. */
export function liveResult(check: LiveCheck, language: Language): string {
  if (isAsked(check)) return '';
  const says = (text: Text | undefined) => (text ? textIn(language, text) : '');
  if (check.reason) return says(REASONS[check.reason]) || check.reason;
  const { result } = check;
  const part = (name: string) => (typeof result[name] === 'string' || typeof result[name] === 'number' ? String(result[name]) : '');
  if (check.kind === 'snmp_port') return portParts(check, says, part).filter(Boolean).join(', ');
  if (check.kind === 'sip_registration') {
    if (result['status'] === 404) return says(UNKNOWN_NUMBER);
    const devices = Array.isArray(result['devices']) ? result['devices'].map(String) : [];
    return devices.length ? `${says(REGISTERED)}: ${devices.join(', ')}` : says(NOT_REGISTERED);
  }
  return [`${says(ANSWERS)}: ${part('status')} ${part('phrase')}`.trim(), part('device'), `${part('milliseconds')} ${says(ANSWERED_IN)}`].filter(Boolean).join(', ');
}

/** What an answer says about one fact of a checklist, to stand beside what was measured; empty when it says nothing. */
export function liveFact(check: LiveCheck, fact: string, language: Language): string {
  if (check.state !== 'answered' || check.reason) return '';
  if (fact === 'phone.registration') return check.kind === 'sip_registration' ? liveResult(check, language) : '';
  if (check.kind !== 'snmp_port') return '';
  const says = (text: Text | undefined) => (text ? textIn(language, text) : '');
  const { oper, speed_mbps: speed, poe, in_errors: errors } = check.result;
  if (fact === 'port.link') return says(LINKS[String(oper)]);
  if (fact === 'port.speed') return typeof speed === 'number' && oper === 'up' ? `${speed} ${says(SPEED)}` : '';
  if (fact === 'port.poe') return says(POWER[String(poe)]);
  if (fact === 'port.errors') return typeof errors === 'number' ? `${says(ERRORS)} ${errors}` : '';
  return '';
}

function portParts(check: LiveCheck, says: (text: Text | undefined) => string, part: (name: string) => string): string[] {
  const { result } = check;
  const isUp = result['oper'] === 'up';
  return [
    [part('name'), part('alias') && `(${part('alias')})`].filter(Boolean).join(' '),
    result['admin'] === 'down' ? says(TURNED_OFF) : says(LINKS[part('oper')]) || part('oper'),
    isUp && part('speed_mbps') ? `${part('speed_mbps')} ${says(SPEED)}` : '',
    says(POWER[part('poe')]),
    part('in_errors') ? `${says(ERRORS)} ${part('in_errors')}` : '',
  ];
}
