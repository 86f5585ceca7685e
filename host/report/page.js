/*
 * The pictures of a report: reads the page's data and draws each figure of page.html by Chart.js. Whatever
 * came from a results file goes into the page as text (textContent), into charts as labels on a canvas,
 * never as markup. Without Chart.js the page keeps its tables.
 */
(() => {
  'use strict';
  // Without the characters that would turn the direction of the words around a name (escape.c).
  const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const data = JSON.parse(document.getElementById('data').textContent.replace(turning, '\ufffd'));
  const root = document.documentElement;

  // --- figures in words ---------------------------------------------------------------------------

  const digits = (value) => {
    const size = Math.abs(value);
    return size >= 999.95 ? 0 : size >= 99.995 ? 1 : size >= 9.9995 ? 2 : 3;
  };
  const scaled = (value, scales) => {
    if (value === null || !isFinite(value)) return '–';
    let unit = scales[0];
    for (const scale of scales) if (Math.abs(value) >= scale[0] * 0.99995) unit = scale;
    return (value / unit[0]).toFixed(digits(value / unit[0])) + unit[1];
  };
  const time = (ns) => scaled(ns, [[1, ' ns'], [1e3, ' µs'], [1e6, ' ms'], [1e9, ' s']]);
  const si = (value) => scaled(value,
    [[1, ''], [1e3, ' k'], [1e6, ' M'], [1e9, ' G'], [1e12, ' T'], [1e15, ' P']]);
  // Long names lose their middle: works differ in their beginnings and in their last parameters.
  const short = (text, length) => text.length <= length ? text
    : text.slice(0, Math.ceil(length / 2) - 1) + '…' + text.slice(-Math.floor(length / 2));
  const exact = (value) => value.toLocaleString('en', {maximumSignificantDigits: 15});
  const about = (value) => value.toLocaleString('en', {maximumSignificantDigits: 4});
  // A label on an axis: "1 M", "0.5", without zeros that say nothing.
  const bare = (text) => text.replace(/(\.\d*?)0+(?= |$)/, '$1').replace(/\.(?= |$)/, '');
  const times = (ratio) => ratio.toFixed(ratio < 9.95 ? 2 : ratio < 99.5 ? 1 : 0) + '×';
  // On a logarithmic axis: every digit of a decade, some, 1 alone or 1 of every few decades, as there is room
  // for where they stand closest.
  const decades = (format) => function (value) {
    const power = Math.floor(Math.log10(value) + 1e-9);
    const mantissa = Math.round(value / 10 ** power);
    if (Math.abs(value / 10 ** power - mantissa) > 1e-6) return ''; // the end of the axis
    const room = this.isHorizontal() ? this.width / 60 : this.height / 28;
    const spanned = Math.log10(this.max / this.min);
    const wanted = 20 * spanned <= room ? true
      : 7 * spanned <= room ? [1, 2, 3, 5, 7].includes(mantissa)
        : 3.3 * spanned <= room ? [1, 2, 5].includes(mantissa)
          : mantissa === 1 && power % Math.ceil(spanned / room) === 0;
    return wanted ? bare(format(value)) : '';
  };
  const machineOf = (index) => data.machines.length > 1 ? ' · ' + data.machines[index] : '';

  // --- how it looks ---------------------------------------------------------------------------------

  const ink = (name) => getComputedStyle(root).getPropertyValue('--' + name).trim();
  const lineColours = () => [1, 2, 3, 4, 5, 6].map((i) => ink('line-' + i));
  const shapes = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'cross'];
  const axis = (title, more = {}) => ({
    title: {display: true, text: title, color: ink('dim')},
    grid: {color: ink('rule'), borderColor: ink('dim')},
    ...more,
    ticks: {color: ink('dim'), maxRotation: 0, ...more.ticks},
  });
  const logarithmic = (title, format, more = {}) => axis(title,
    {type: 'logarithmic', grid: {
      color: (line) => line.tick && line.tick.label ? ink('rule') : 'transparent', borderColor: ink('dim'),
    }, ...more, ticks: {autoSkip: false, callback: decades(format)}});
  const straight = (label, from, to, colour, dash) => ({
    label, data: [from, to], borderColor: colour, backgroundColor: colour, borderWidth: 1.5,
    borderDash: dash, pointRadius: 0, pointHitRadius: 0, pointStyle: 'line', showLine: true,
  });
  const options = (scales, tooltip) => ({
    animation: false, responsive: true, maintainAspectRatio: false, scales, clip: false,
    layout: {padding: {right: 16}},
    interaction: {mode: 'nearest', intersect: true},
    plugins: {
      legend: {
        position: 'bottom', align: 'start',
        labels: {color: ink('ink'), usePointStyle: true, boxWidth: 8, boxHeight: 8, padding: 12},
      },
      tooltip: {callbacks: tooltip, displayColors: false},
    },
  });

  // --- speed-up against size ---------------------------------------------------------------------

  const crossoverWords = (line) => ({
    always: `faster than ${line.versus} at every size measured`,
    never: `not faster than ${line.versus} at the largest size measured`,
    between: `faster than ${line.versus} from ${exact(line.from)} on (they cross near ${about(line.estimate)})`,
  })[line.crossover];

  const drawSweep = (sweep) => {
    const boundaries = [...new Set(sweep.lines.map((line) => line.boundary))];
    const colours = lineColours(), sets = [];
    for (const line of sweep.lines) {
      const colour = colours[boundaries.indexOf(line.boundary) % colours.length];
      const dash = line.versus === 'all cores' ? [6, 4] : [];
      sets.push({
        label: `${line.boundary}, over ${line.versus}`,
        data: line.sizes.map((size, i) => ({x: size, y: line.speedups[i]})),
        borderColor: colour, backgroundColor: colour, borderWidth: 2, borderDash: dash, showLine: true,
        pointStyle: line.versus === 'all cores' ? 'rect' : 'circle', pointRadius: 3,
      });
    }
    const crossings = sweep.lines.filter((line) => line.crossover === 'between');
    if (crossings.length)
      sets.push({
        label: 'crossover', data: crossings.map((line) => ({x: line.estimate, y: 1, line})),
        pointStyle: 'rectRot', pointRadius: 8, borderWidth: 2, borderColor: ink('ink'),
        backgroundColor: ink('raised'), showLine: false,
      });
    const sizes = sweep.lines.flatMap((line) => line.sizes);
    sets.push(straight('as fast as the CPU', {x: Math.min(...sizes), y: 1},
      {x: Math.max(...sizes), y: 1}, ink('dim'), []));
    return {
      type: 'scatter', data: {datasets: sets},
      options: options({
        x: logarithmic(sweep.over, si), y: logarithmic('speed-up', (value) => value + '×'),
      }, {
        label: (item) => item.raw.line
          ? `${item.raw.line.boundary}: ${crossoverWords(item.raw.line)}`
          : `${item.dataset.label}: ${times(item.parsed.y)} at ${sweep.over} ${exact(item.parsed.x)}`,
      }),
      reading: `${sweep.implementation} on ${sweep.device}: ` + sweep.lines
        .map((line) => `${line.boundary} ${crossoverWords(line)}`).join('; ') + '.',
    };
  };

  // --- throughput --------------------------------------------------------------------------------

  const limitsLast = (choices) => [...choices.filter((one) => !one.last), ...choices.filter((one) => one.last)];
  const worksInAPicture = 24;
  const throughputChoices = () => {
    const families = new Map();
    for (const one of data.throughput) {
      if (!one.items_per_second.some((rate) => rate !== null)) continue;
      const family = one.limit ? 'limits of the machine' : one.work.split('/')[0];
      families.set(family, [...(families.get(family) || []), one]);
    }
    const choices = [];
    for (const [family, works] of families)
      for (let i = 0; i < works.length; i += worksInAPicture) {
        const part = works.slice(i, i + worksInAPicture);
        const range = works.length > worksInAPicture ? `, ${i + 1} to ${i + part.length}` : '';
        choices.push({label: family + range, value: part, last: part[0].limit});
      }
    return limitsLast(choices);
  };

  const drawThroughput = (works, canvas) => {
    const colours = lineColours();
    const width = Math.max(14, Math.floor(canvas.parentElement.clientWidth / 16));
    const labels = works.map((one) => one.work.slice(one.work.indexOf('/') + 1));
    const sets = data.places.map((place, p) => ({
      label: place.name + machineOf(place.machine),
      data: works.map((one) => one.items_per_second[p]),
      showLine: false, borderColor: colours[p % colours.length],
      backgroundColor: colours[p % colours.length],
      pointStyle: shapes[p % shapes.length], pointRadius: 6, pointHoverRadius: 8, borderWidth: 2,
    })).filter((set) => set.data.some((rate) => rate !== null));
    const items = [...new Set(works.map((one) => one.item || 'items'))];
    const best = (one) => {
      const rates = one.items_per_second.map((rate) => rate === null ? -1 : rate);
      return data.places[rates.indexOf(Math.max(...rates))];
    };
    const wins = new Map();
    for (const one of works) {
      const place = best(one), name = place.name + machineOf(place.machine);
      wins.set(name, (wins.get(name) || 0) + 1);
    }
    return {
      height: 8 + 1.7 * works.length,
      type: 'line', data: {labels, datasets: sets},
      options: {
        indexAxis: 'y',
        ...options({
          x: logarithmic((items.length === 1 ? items[0] : 'items') + ' per second', si),
          y: axis('', {
            title: {display: false}, offset: true,
            ticks: {autoSkip: false, callback: (value) => short(labels[value], width)},
          }),
        }, {
          title: (found) => found.length ? labels[found[0].dataIndex] : '',
          label: (item) => `${item.dataset.label}: ${si(item.parsed.x)} ` +
            `${works[item.dataIndex].item || 'items'}/s`,
        }),
      },
      reading: 'Fastest: ' + [...wins].map(([name, count]) => `${name} at ${count}`).join(', ') +
        ` of ${works.length} works. Further to the right is faster; the axis is logarithmic.`,
    };
  };

  // --- roofline ----------------------------------------------------------------------------------

  // The limits' names stand at the right ends of their lines, each at least a line above the one below.
  const names = {
    id: 'names',
    afterDatasetsDraw: (chart) => {
      const {ctx, chartArea, scales} = chart;
      const lines = chart.data.datasets.filter((set) => set.limit)
        .map((set) => ({text: set.label, y: scales.y.getPixelForValue(set.data[1].y)}))
        .sort((a, b) => b.y - a.y);
      let above = Infinity;
      ctx.save();
      ctx.font = `11px ${Chart.defaults.font.family}`;
      ctx.fillStyle = ink('dim');
      ctx.textAlign = 'right';
      ctx.textBaseline = 'bottom';
      for (const line of lines) {
        above = Math.min(line.y - 2, above - 13);
        ctx.fillText(line.text, chartArea.right, above);
      }
      ctx.restore();
    },
  };

  const implementationOf = (id) => /\](?=\/)/.test(id) ? id.replace(/^.*?\]\//, '') : id;

  const drawRoofline = (roofline) => {
    const colours = lineColours(), sets = [];
    const memory = roofline.limits.find((limit) => limit.resource === 'memory');
    const rates = roofline.limits.filter((limit) => limit.resource !== 'memory');
    const xs = roofline.points.map((point) => point.operations_per_byte);
    const top = Math.max(0, ...rates.map((limit) => limit.per_second));
    const ridge = memory && top ? top / memory.per_second : null;
    const low = Math.min(...xs, ridge || Infinity) / 2, high = Math.max(...xs, ridge || 0) * 2;
    if (memory)
      sets.push(straight(`memory, ${si(memory.per_second)}B/s`, {x: low, y: low * memory.per_second},
        ridge ? {x: ridge, y: top} : {x: high, y: high * memory.per_second}, ink('ink'), []));
    for (const limit of rates) {
      const from = memory ? Math.max(low, limit.per_second / memory.per_second) : low;
      sets.push({
        ...straight(`${limit.resource}, ${si(limit.per_second)}/s`, {x: from, y: limit.per_second},
          {x: high, y: limit.per_second}, ink('dim'), []), limit: true,
      });
    }
    const families = [...new Set(roofline.points.map((point) => point.case.split('/')[0]))];
    families.forEach((family, i) => sets.push({
      label: family, showLine: false, pointRadius: 5, pointHoverRadius: 7,
      pointStyle: shapes[i % shapes.length], borderWidth: 2,
      borderColor: colours[i % colours.length], backgroundColor: colours[i % colours.length],
      data: roofline.points.filter((point) => point.case.split('/')[0] === family)
        .map((point) => ({x: point.operations_per_byte, y: point.operations_per_second, point})),
    }));
    const config = options({
      x: logarithmic('operations per byte of memory', si, {min: low, max: high}),
      y: logarithmic('operations per second', si, {suggestedMax: 2 * top}),
    }, {
      label: (item) => item.raw.point
        ? [item.raw.point.case, `${si(item.parsed.y)} operations/s`] : item.dataset.label,
    });
    config.plugins.legend.labels.filter = (entry, all) => !all.datasets[entry.datasetIndex].limit;
    return {
      type: 'scatter', data: {datasets: sets}, options: config, plugins: [names],
      reading: roofline.limits.length
        ? `${roofline.points.length} cases; a case on a line is at that measured limit.`
        : `${roofline.points.length} cases. The limits of this place were not measured in the same run.`,
    };
  };

  // --- samples over time -------------------------------------------------------------------------

  const worded = (id) => short(implementationOf(id), 60);
  // The clock of what computed: least, mean and most of the readings; with a series of them, that.
  const clockOf = (one) => {
    const clock = one.clocks && (one.on_cpu ? one.clocks.cpu : one.clocks.gpu);
    return clock && typeof clock.mean_mhz === 'number' ? clock : null;
  };

  const separators = (one) => ({
    id: 'separators',
    beforeDatasetsDraw: (chart) => {
      const {ctx, chartArea, scales} = chart;
      ctx.save();
      ctx.strokeStyle = ink('rule');
      for (let i = 0; i <= one.repetitions; i++) {
        const x = scales.x.getPixelForValue(i * one.sample_count / one.repetitions);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
      }
      ctx.restore();
    },
  });

  const drawSamples = (one) => {
    const colours = lineColours(), end = one.sample_count;
    const warm = Array.isArray(one.warm_up_ns) ? one.warm_up_ns : [];
    const clock = clockOf(one);
    const sets = [{
      label: 'samples', data: one.samples_ns.map((ns, i) => ({x: i * one.every, y: ns})),
      backgroundColor: colours[0], borderColor: colours[0], pointRadius: one.samples_ns.length < 60 ? 3.5 : 1.6,
      showLine: false,
    }];
    if (warm.length)
      sets.push({
        label: 'warm-up, not counted', data: warm.map((ns, i) => ({x: i - warm.length, y: ns})),
        backgroundColor: colours[1], borderColor: colours[1], pointStyle: 'cross', pointRadius: 4,
        showLine: false,
      });
    sets.push(straight('median', {x: 0, y: one.median_ns}, {x: end, y: one.median_ns}, ink('ink'), []));
    if (one.ci_low_ns !== null)
      for (const bound of [one.ci_low_ns, one.ci_high_ns])
        sets.push(straight('95% interval', {x: 0, y: bound}, {x: end, y: bound}, ink('dim'), [4, 4]));
    const slowest = Math.max(...one.samples_ns, ...warm);
    const scales = {
      x: axis('sample', {type: 'linear', min: -warm.length, max: end, grid: {display: false}, ticks: {precision: 0}}),
      y: slowest > 5 * one.median_ns ? logarithmic('time', time)
        : axis('time', {type: 'linear', ticks: {callback: (value) => bare(time(value))}}),
    };
    if (clock) {
      const readings = Array.isArray(clock.readings_mhz) && clock.readings_mhz.length
        ? clock.readings_mhz : [clock.mean_mhz];
      const at = (i) => i * end / readings.length;
      sets.push({
        label: 'clock', yAxisID: 'clock', showLine: true, stepped: true, pointRadius: 0,
        borderColor: colours[2], backgroundColor: colours[2], borderWidth: 2, pointStyle: 'line',
        data: [...readings.map((y, i) => ({x: at(i), y})), {x: end, y: readings[readings.length - 1]}],
      });
      for (const y of [clock.least_mhz, clock.most_mhz])
        sets.push({
          ...straight('clock, least and most', {x: 0, y}, {x: end, y}, colours[2], [2, 4]), yAxisID: 'clock',
        });
      scales.clock = axis('MHz', {
        type: 'linear', position: 'right', grid: {display: false},
        suggestedMin: 0.9 * clock.least_mhz, suggestedMax: 1.02 * clock.most_mhz,
      });
    }
    const config = options(scales, {
      label: (item) => item.dataset.yAxisID === 'clock' ? `${item.parsed.y.toFixed(0)} MHz`
        : `${item.dataset.label}: ${time(item.parsed.y)}`,
    });
    const legend = config.plugins.legend.labels;
    legend.filter = (entry, all) =>
      all.datasets.findIndex((set) => set.label === entry.text) === entry.datasetIndex;
    return {
      type: 'scatter', data: {datasets: sets}, options: config, plugins: [separators(one)],
      reading: `${one.sample_count} samples in ${one.repetitions} repetitions, median ${time(one.median_ns)}` +
        (one.every > 1 ? `; one in ${one.every} is drawn` : '') +
        (warm.length ? '' : `; ${one.discarded || 0} iterations of warm-up came before and were not kept`) +
        (clock ? `; clock ${about(clock.mean_mhz)} MHz, from ${about(clock.least_mhz)} to ` +
          `${about(clock.most_mhz)} (${clock.source})` : '; no clocks were recorded') + '.',
    };
  };

  // --- distribution: the share of samples not above a time -----------------------------------------

  const drawDistribution = (one) => {
    const colours = lineColours();
    const sorted = [...one.samples_ns].sort((a, b) => a - b);
    const sets = [{
      label: 'share of samples', stepped: 'before', showLine: true, pointRadius: 0, borderWidth: 2,
      borderColor: colours[0], backgroundColor: colours[0], pointHitRadius: 6,
      data: [{x: sorted[0], y: 0}, ...sorted.map((ns, i) => ({x: ns, y: (i + 1) / sorted.length}))],
    }];
    ['median', 'p90', 'p95', 'p99'].forEach((name, i) => {
      const ns = one[name + '_ns'];
      if (ns !== null)
        sets.push(straight(`${name} ${time(ns)}`, {x: ns, y: 0}, {x: ns, y: 1},
          i ? colours[i] : ink('ink'), i ? [6, 3] : []));
    });
    const wide = sorted.length && sorted[0] > 0 && sorted[sorted.length - 1] / sorted[0] > 5;
    const title = 'time of an iteration';
    return {
      type: 'scatter', data: {datasets: sets},
      options: options({
        x: wide ? logarithmic(title, time)
          : axis(title, {type: 'linear', ticks: {maxTicksLimit: 7, callback: (value) => bare(time(value))}}),
        y: axis('share of samples', {
          type: 'linear', min: 0, max: 1, ticks: {callback: (value) => Math.round(100 * value) + '%'},
        }),
      }, {
        label: (item) => item.datasetIndex ? item.dataset.label
          : `${(100 * item.parsed.y).toFixed(1)}% took ${time(item.parsed.x)} or less`,
      }),
      reading: `${worded(one.id)}: half of the samples took ${time(one.median_ns)} or less` +
        (one.p95_ns !== null ? `, 95% ${time(one.p95_ns)} or less` : '') +
        (one.every > 1 ? `; the curve is of one sample in ${one.every}, the marks of all` : '') + '.',
    };
  };

  // --- figures -------------------------------------------------------------------------------------

  const shown = []; // what to draw anew when the colours change

  const makeFigure = (id, choices, draw) => {
    const figure = document.getElementById(id);
    if (!choices.length) return null;
    const select = figure.querySelector('select'), canvas = figure.querySelector('canvas');
    const reading = figure.querySelector('.reading');
    const title = figure.querySelector('h3').textContent;
    let chart = null;
    for (const choice of choices) {
      const option = document.createElement('option');
      option.textContent = choice.label;
      select.append(option);
    }
    select.parentElement.hidden = choices.length < 2;
    figure.hidden = false;
    const show = () => {
      const choice = choices[select.selectedIndex];
      if (chart) chart.destroy();
      const {reading: words, height, ...config} = draw(choice.value, canvas);
      canvas.parentElement.style.height = height ? height + 'rem' : '';
      chart = new Chart(canvas, config);
      reading.textContent = words;
      canvas.setAttribute('aria-label', `${title}: ${choice.label}. ${words}`);
    };
    select.addEventListener('change', show);
    show();
    shown.push(show);
    return {select, show};
  };

  const drawAll = () => {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 12;
    makeFigure('sweep', data.sweeps.map((sweep) => ({
      label: `${sweep.series} over ${sweep.over}: ${sweep.implementation}, ${sweep.device}` +
        machineOf(sweep.machine),
      value: sweep,
    })), drawSweep);
    makeFigure('throughput', throughputChoices(), drawThroughput);
    const rooflines = [...data.rooflines].sort((a, b) => b.limits.length - a.limits.length);
    makeFigure('roofline', rooflines.map((roofline) => ({
      label: roofline.device + (roofline.threads ? `, ${roofline.threads} thread` +
        (roofline.threads === 1 ? '' : 's') : '') + machineOf(roofline.machine),
      value: roofline,
    })), drawRoofline);
    const cases = limitsLast(data.cases.filter((one) => one.samples_ns.length)
      .map((one) => ({label: one.id + machineOf(one.machine), value: one, last: one.limit})));
    const samples = makeFigure('samples', cases, drawSamples);
    const distribution = makeFigure('distribution', cases, drawDistribution);
    // Both are of one case.
    for (const [from, to] of [[samples, distribution], [distribution, samples]])
      if (from) from.select.addEventListener('change', () => {
        to.select.selectedIndex = from.select.selectedIndex;
        to.show();
      });
  };

  const redraw = () => shown.forEach((show) => show());

  // --- finding a work among many -------------------------------------------------------------------

  const addFilter = () => {
    const headings = [...document.querySelectorAll('h4')]
      .filter((heading) => heading.nextElementSibling && heading.nextElementSibling.matches('.table'));
    if (headings.length < 12) return;
    const label = document.createElement('label'), input = document.createElement('input');
    label.className = 'filter';
    label.append('Only works with ', input);
    input.type = 'search';
    input.placeholder = 'sha256';
    input.addEventListener('input', () => {
      const wanted = input.value.trim().toLowerCase();
      for (const heading of headings) {
        const hidden = !heading.textContent.toLowerCase().includes(wanted);
        heading.hidden = heading.nextElementSibling.hidden = hidden;
      }
    });
    headings[0].before(label);
  };

  if (typeof Chart === 'undefined') {
    addFilter();
    return;
  }
  drawAll();
  addFilter();
  if (!shown.length) document.getElementById('pictures').hidden = true;
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  // Paper is white, whatever the screen is.
  addEventListener('beforeprint', () => { root.classList.add('paper'); redraw(); });
  addEventListener('afterprint', () => { root.classList.remove('paper'); redraw(); });
})();
