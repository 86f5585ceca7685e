#include "host/result/grid.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct cell {
  char *text;
  enum pm_style style;
};

struct pm_grid {
  char *alignment;
  size_t columns, count, room;
  struct cell *cells;
};

struct pm_grid *pm_grid_new(const char *alignment) {
  struct pm_grid *grid = calloc(1, sizeof *grid);
  if (!grid)
    return NULL;
  grid->columns = strlen(alignment);
  grid->alignment = strdup(alignment);
  if (grid->alignment)
    return grid;
  free(grid);
  return NULL;
}

void pm_grid_free(struct pm_grid *grid) {
  if (!grid)
    return;
  for (size_t i = 0; i < grid->count; i++)
    free(grid->cells[i].text);
  free(grid->cells);
  free(grid->alignment);
  free(grid);
}

void pm_grid_cell(struct pm_grid *grid, enum pm_style style, const char *text) {
  if (!grid)
    return;
  if (grid->count == grid->room) {
    size_t room = grid->room ? 2 * grid->room : 64;
    struct cell *cells = realloc(grid->cells, room * sizeof *cells);
    if (!cells)
      return;
    grid->cells = cells;
    grid->room = room;
  }
  grid->cells[grid->count++] = (struct cell){strdup(text), style};
}

void pm_grid_format(struct pm_grid *grid, enum pm_style style, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  pm_grid_cell(grid, style, text);
}

static const char *text_of(const struct cell *cell) { return cell->text ? cell->text : "?"; }

/* Characters of a UTF-8 text: bytes that do not continue one. */
static size_t width_of(const char *text) {
  size_t width = 0;
  for (; *text; text++)
    width += ((unsigned char)*text & 0xc0) != 0x80;
  return width;
}

void pm_print_clean(const char *text, FILE *stream) {
  for (; *text; text++) {
    bool control = (unsigned char)*text < 0x20 || *text == 0x7f;
    putc(control ? '?' : *text, stream);
  }
}

void pm_print_styled(enum pm_style style, bool colour, const char *text, FILE *stream) {
  /* ECMA-48, section 8.3.117: bold, green, red, faint. */
  static const char *const codes[] = {"", "\033[1m", "\033[32m", "\033[31m", "\033[2m"};
  bool styled = colour && style != PM_STYLE_PLAIN;
  if (styled)
    fputs(codes[style], stream);
  pm_print_clean(text, stream);
  if (styled)
    fputs("\033[0m", stream);
}

static size_t column_width(const struct pm_grid *grid, size_t column) {
  size_t widest = 0;
  for (size_t i = column; i < grid->count; i += grid->columns) {
    size_t width = width_of(text_of(&grid->cells[i]));
    widest = width > widest ? width : widest;
  }
  return widest;
}

static void print_cell(const struct cell *cell, bool right, size_t pad, bool last, bool colour,
                       FILE *stream) {
  if (right)
    fprintf(stream, "%*s", (int)pad, "");
  pm_print_styled(cell->style, colour, text_of(cell), stream);
  if (!last)
    fprintf(stream, "%*s", (int)(right ? 2 : pad + 2), "");
}

void pm_grid_print(const struct pm_grid *grid, unsigned indent, bool colour, FILE *stream) {
  size_t *widths = grid ? calloc(grid->columns, sizeof *widths) : NULL;
  if (!widths)
    return;
  for (size_t column = 0; column < grid->columns; column++)
    widths[column] = column_width(grid, column);
  for (size_t i = 0; i < grid->count; i++) {
    size_t column = i % grid->columns;
    bool last = column + 1 == grid->columns || i + 1 == grid->count;
    if (column == 0)
      fprintf(stream, "%*s", (int)indent, "");
    print_cell(&grid->cells[i], grid->alignment[column] == 'r',
               widths[column] - width_of(text_of(&grid->cells[i])), last, colour, stream);
    if (last)
      putc('\n', stream);
  }
  free(widths);
}
