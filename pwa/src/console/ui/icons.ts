/** The icons in use, and no others. */
import alert from 'lucide-static/icons/triangle-alert.svg?raw';
import bell from 'lucide-static/icons/bell.svg?raw';
import board from 'lucide-static/icons/columns-3.svg?raw';
import book from 'lucide-static/icons/book-open.svg?raw';
import building from 'lucide-static/icons/building-2.svg?raw';
import calendar from 'lucide-static/icons/calendar-range.svg?raw';
import chart from 'lucide-static/icons/chart-no-axes-column.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronLeft from 'lucide-static/icons/chevron-left.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import cross from 'lucide-static/icons/x.svg?raw';
import headset from 'lucide-static/icons/headphones.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import link from 'lucide-static/icons/link-2.svg?raw';
import list from 'lucide-static/icons/list-checks.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import monitor from 'lucide-static/icons/monitor.svg?raw';
import network from 'lucide-static/icons/network.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import play from 'lucide-static/icons/circle-play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import power from 'lucide-static/icons/plug-zap.svg?raw';
import printer from 'lucide-static/icons/printer.svg?raw';
import route from 'lucide-static/icons/route.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import server from 'lucide-static/icons/server.svg?raw';
import shuffle from 'lucide-static/icons/shuffle.svg?raw';
import stop from 'lucide-static/icons/octagon-pause.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import wrench from 'lucide-static/icons/wrench.svg?raw';

export const icons = {
  alert, bell, board, book, building, calendar, chart, check, chevronLeft, chevronRight, clock, cross, headset, info, link, list, lock,
  monitor, network, phone, play, plus, power, printer, route, search, server, shuffle, stop, users, wrench,
} as const;

export type IconName = keyof typeof icons;
