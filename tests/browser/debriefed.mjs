// What the numbers of a debrief are to be, worked out again from an export: what tables did from its CSVs, what is compared with it from
// the runs and futures in debrief.json.

function rows(csv) {
  const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] === undefined ? m[2] : m[1].replaceAll('""', '"')));
  const [head, ...lines] = csv.trimEnd().split('\n');
  const names = cells(head);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, k) => [names[k], cell])));
}

const number = (cell) => (cell === '' || cell === undefined ? null : Number(cell));
const middle = (value, among) => {
  const below = among.filter((other) => other < value).length;
  const equal = among.filter((other) => other === value).length;
  return (100 * (below + equal / 2)) / among.length;
};
// Wilson's 95 % interval of a share.
function wilson(count, n) {
  const z = 1.959963984540054;
  const centre = (count + (z * z) / 2) / (n + z * z);
  const half = (z * Math.sqrt((count * (n - count)) / n + (z * z) / 4)) / (n + z * z);
  return [100 * (centre - half), 100 * (centre + half)];
}

// Takes a function that reads a file of the export; gives one that says what a number is to be, by its key: a text, a number,
// or undefined where nothing in the export gives it.
export function numbers(exported) {
  const json = JSON.parse(exported('debrief.json'));
  const [runs, parties, decisions, predictions] = ['runs', 'parties', 'decisions', 'predictions'].map((name) => rows(exported(`${name}.csv`)));
  const seat = (who) => json.parties[json[who]].id;
  const of = new Map();
  const tables = runs.map((run) => {
    const own = (all) => all.filter((row) => row.run === run.run);
    const utility = (who) => number(own(parties).find((row) => row.party === seat(who)).utility);
    const foretold = json.parties.flatMap(({ id }) => own(predictions).filter((row) => row.party === id));
    return {
      number: Number(run.run) + 1, outcome: run.outcome, first: number(run.first_summit_day), rounds: number(run.rounds_held),
      requester: utility('requester'), gatekeeper: utility('gatekeeper'), area: number(run.strain_area_days),
      requests: number(run.requests_made), deferrals: number(run.requests_deferred), summits: number(run.summits_held),
      foretold: foretold.map((row) => ({ outcome: row.outcome, first: number(row.first_summit_day) })),
      by: Object.fromEntries(['people', 'deputy', 'time', 'policy'].map((by) => [by, own(decisions).filter((row) => row.by === by).length])),
      json: json.tables.find((table) => table.number === Number(run.run) + 1),
    };
  });
  const put = (key, value) => of.set(key, value === null ? 'none' : value);
  for (const table of tables) {
    const t = `t${table.number}`;
    put(`${t}.number`, table.number);
    put(`${t}.bargain.number`, table.number);
    for (const key of ['outcome', 'rounds', 'summits', 'requests', 'deferrals']) put(`${t}.${key}`, table[key]);
    put(`${t}.end_reason`, table.json.end_reason);
    put(`${t}.end_day`, table.json.end_day);
    put(`${t}.first_summit_day`, table.first);
    put(`${t}.requester_utility`, table.requester);
    put(`${t}.gatekeeper_utility`, table.gatekeeper);
    for (const [by, many] of Object.entries(table.by)) put(`${t}.answered.${by}`, many);
    table.foretold.forEach((told, k) => {
      const p = `predicted.${t}.${k + 1}`;
      put(`${p}.outcome`, told.outcome);
      put(`${p}.right`, String(told.outcome === table.outcome));
      put(`${p}.first_summit_day`, told.first);
      if (told.first !== null && table.first !== null) put(`${p}.error`, told.first - table.first);
    });
    const { hung } = table.json;
    for (const key of ['decisions', 'ranked', 'changes']) put(`whatif.${t}.${key}`, hung[key]);
    put(`whatif.${t}.played`, table.outcome);
    hung.first.forEach((what, k) => {
      const w = `whatif.${t}.${k + 1}`;
      for (const key of ['day', 'answer', 'instead', 'futures']) put(`${w}.${key}`, what[key]);
      put(`${w}.difference`, (100 * (what.gained - what.lost)) / what.futures);
      for (const key of ['low', 'high', 'with', 'without']) put(`${w}.${key}`, 100 * what[key]);
      for (const end of ['kept', 'changed']) {
        put(`${w}.${end}`, what[end].outcome);
        put(`${w}.${end}_day`, what[end].first_summit_day);
      }
    });
  }
  json.placed.forEach((placed, k) => {
    const group = json.placed.length > 1 ? `${k + 1}.` : '';
    if (group) put(`placed.${group}sent`, placed.sent.length);
    const mine = tables.filter((table) => placed.tables.includes(table.number));
    for (const { outcome, count } of placed.outcomes) {
      const key = `placed.${group}outcome.${outcome}`;
      const here = mine.filter((table) => table.outcome === outcome).map((table) => table.number);
      const [low, high] = wilson(count, placed.runs);
      put(`${key}.name`, outcome);
      put(`${key}.count`, count);
      put(`${key}.share`, (100 * count) / placed.runs);
      put(`${key}.low`, low);
      put(`${key}.high`, high);
      put(`${key}.tables`, here.length ? here.join(', ') : '–');
    }
    for (const { quantity, values } of placed.among) {
      for (const table of mine) {
        const exact = {
          summit_wait_days: table.json.first_summit_day ?? json.window,
          rounds_held: table.json.rounds,
          requester_utility: table.json.utilities[json.requester],
          gatekeeper_utility: table.json.utilities[json.gatekeeper],
          strain_area_days: table.json.strain_area_days,
        }[quantity];
        const shown = { summit_wait_days: table.first, rounds_held: table.rounds, requester_utility: table.requester, gatekeeper_utility: table.gatekeeper, strain_area_days: table.area }[quantity];
        put(`placed.${quantity}.t${table.number}.value`, shown);
        put(`placed.${quantity}.t${table.number}.percentile`, middle(exact, values));
      }
    }
    for (const [name, key] of [['seed', 'seed'], ['run', 'nature'], ['runs', 'runs'], ['first', 'first']]) put(`from.${k + 1}.${name}`, placed[key]);
  });
  for (const key of ['from.futures', 'hung.futures']) put(key, json.options.futures);
  const told = tables.flatMap((table) => table.foretold.map((one) => ({ ...one, table })));
  const right = told.filter((one) => one.outcome === one.table.outcome).length;
  const errors = told.filter((one) => one.first !== null && one.table.first !== null).map((one) => Math.abs(one.first - one.table.first));
  for (const name of ['foresight', 'foresight.all']) {
    put(`${name}.n`, told.length);
    put(`${name}.right`, right);
    put(`${name}.days`, errors.length);
    put(`${name}.error`, errors.reduce((sum, error) => sum + error, 0) / errors.length);
  }
  put('foresight.all.share', (100 * right) / told.length);
  put('foresight.all.apart', told.filter((one) => (one.first === null) !== (one.table.first === null)).length);
  put('short.tables.n', tables.length);

  // Keys that stand for others: what happened at a table, what a question refers to, what is said in short.
  function other(key, shown) {
    const parts = key.split('.');
    if (/^t\d+$/.test(parts[0]) && /^e\d+$/.test(parts[1])) {
      const event = json.tables[Number(parts[0].slice(1)) - 1].events[Number(parts[1].slice(1)) - 1];
      if (parts[2] === 'day') return event.day;
      if (parts[2] === 'n') return event.meeting.number;
      const isPlain = ['shock', 'agreed', 'not-agreed', 'in-force', 'collapsed'].includes(event.kind);
      return isPlain ? event.value : 100 * event.value;
    }
    if (parts[0] === 'question') {
      const { said } = json.questions[Number(parts[1]) - 1].given.find(({ name }) => name === parts[2]);
      if (typeof said.value === 'number') return ['share', 'points'].includes(said.is) ? 100 * said.value : said.value;
      return typeof said.value === 'string' ? said.value : said.value[1];
    }
    if (parts[0] === 'short' && parts[1] === 'placed') {
      const outcome = shown.get(`short.placed.${parts[2]}.outcome`);
      const group = json.placed.length > 1 ? `${parts[2]}.` : '';
      if (parts[3] === 'outcome') {
        // The outcome that most tables had; of equal ones the first.
        const placed = json.placed[Number(parts[2]) - 1];
        const many = ({ outcome: of }) => tables.filter((table) => placed.tables.includes(table.number) && table.outcome === of).length;
        const most = Math.max(...placed.outcomes.map(many));
        return placed.outcomes.find((share) => many(share) === most).outcome;
      }
      return parts[3] === 'runs' ? of.get(`from.${parts[2]}.runs`) : of.get(`placed.${group}outcome.${outcome}.${parts[3]}`);
    }
    if (parts[0] === 'short') {
      return parts[2] === 'n' ? tables.filter((table) => table.outcome === parts[1]).length : parts[1];
    }
    return undefined;
  }
  return (key, shown) => of.get(key) ?? other(key, shown);
}

// Whether a page shows what it should: a text as it is, a number rounded to as many places as are shown.
export function agrees(shown, expected) {
  if (typeof expected !== 'number') return shown === expected;
  const places = (shown.split('.')[1] ?? '').length;
  return Math.abs(Number(shown) - expected) <= 0.5001 * 10 ** -places;
}
