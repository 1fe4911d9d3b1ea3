/** The glyphs in use, from lucide; each import is one file. */
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import ban from 'lucide-static/icons/ban.svg?raw';
import bookOpen from 'lucide-static/icons/book-open.svg?raw';
import calendar from 'lucide-static/icons/calendar-check.svg?raw';
import camera from 'lucide-static/icons/camera.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import circle from 'lucide-static/icons/circle.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import cloudOff from 'lucide-static/icons/cloud-off.svg?raw';
import hourglass from 'lucide-static/icons/hourglass.svg?raw';
import lightbulb from 'lucide-static/icons/lightbulb.svg?raw';
import list from 'lucide-static/icons/list-checks.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import monitor from 'lucide-static/icons/monitor.svg?raw';
import navigation from 'lucide-static/icons/navigation.svg?raw';
import network from 'lucide-static/icons/network.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import refresh from 'lucide-static/icons/refresh-cw.svg?raw';
import server from 'lucide-static/icons/server.svg?raw';
import split from 'lucide-static/icons/split.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import wrench from 'lucide-static/icons/wrench.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import zap from 'lucide-static/icons/zap.svg?raw';

export const icons = {
  arrowLeft, ban, bookOpen, calendar, camera, check, chevronRight, circle, circleCheck, circleX, clock, cloudOff, hourglass,
  lightbulb, list, lock, monitor, navigation, network, phone, refresh, server, split, triangleAlert, wrench, x, zap,
};

export type IconName = keyof typeof icons;

const TRADES: Readonly<Record<string, IconName>> = {
  network: 'network', telephony: 'phone', workplace: 'monitor', servers: 'server', power: 'zap',
};

/** The glyph of a trade; trades are data, so an unknown one gets the general tool. */
export function tradeIcon(trade: string): IconName {
  return TRADES[trade] ?? 'wrench';
}
