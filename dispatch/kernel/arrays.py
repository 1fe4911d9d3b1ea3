"""What compiled code sees of the model and of the plan under change: one view for each array.

A handle is a record of addresses and sizes. Passing some forty arrays to every function instead costs more
than most moves do, and a minute of compilation. The owner of the arrays must outlive the handle.
"""

# Numba and llvmlite do not type the functions that extend the compiler.
# mypy: disable-error-code="no-untyped-call, import-untyped"

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.base import BaseContext
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype
from numpy.typing import DTypeLike

from dispatch.kernel.layout import ENGINEER, ENTRY, JOB, LOGGED, STOP, TOUR, Handle


def _view(name: str, dtype: DTypeLike, dimensions: int) -> Callable[[Handle], Any]:
    """A compiled accessor: the array whose address and sizes the handle holds under `name`."""
    element = from_dtype(np.dtype(dtype))
    array_type = types.Array(element, dimensions, "C")

    def view(_typing: Any, record: Any) -> Any:
        def generate(context: BaseContext, builder: ir.IRBuilder, signature: Any, values: Any) -> Any:
            def read(field: str) -> Any:
                offset = ir.Constant(ir.IntType(64), signature.args[0].offset(field))
                start = builder.bitcast(values[0], ir.IntType(8).as_pointer())
                address = builder.bitcast(builder.gep(start, [offset]), ir.IntType(64).as_pointer())
                loaded = builder.load(address)
                # The handle never changes while compiled code runs, whatever else is written.
                loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
                return loaded

            item = ir.Constant(ir.IntType(64), context.get_abi_sizeof(context.get_data_type(element)))
            shape = [read(f"{name}_{axis}") for axis in range(dimensions)]
            strides = [item]
            for size in reversed(shape[1:]):
                strides.insert(0, builder.mul(strides[0], size))
            array = make_array(array_type)(context, builder)
            data = builder.inttoptr(read(name), array.data.type)
            populate_array(array, data=data, shape=shape, strides=strides, itemsize=item, meminfo=None)
            return array._getvalue()

        return array_type(record), generate

    return cast(Callable[[Handle], Any], intrinsic(view))


# The model.
jobs = _view("jobs", JOB, 1)
engineers = _view("engineers", ENGINEER, 1)
durations = _view("durations", np.float64, 2)
breaks = _view("breaks", np.float64, 3)
travel = _view("travel", np.float64, 2)
able = _view("able", np.int64, 2)
price = _view("price", np.float64, 2)
near = _view("near", np.int64, 2)
rows = _view("rows", np.int64, 2)
row_shares = _view("row_shares", np.int64, 2)
shares = _view("shares", np.int64, 1)
promised = _view("promised", np.float64, 2)
costs = _view("costs", np.float64, 1)

# The plan under change.
stops = _view("stops", STOP, 1)
tours = _view("tours", TOUR, 1)
assign = _view("assign", np.int64, 2)
order = _view("order", np.int64, 1)
position = _view("position", np.int64, 1)
waits = _view("waits", np.int64, 1)
dirty = _view("dirty", np.int64, 1)
totals = _view("totals", np.float64, 1)
counts = _view("counts", np.int64, 1)
journal = _view("journal", ENTRY, 1)
journal_rows = _view("journal_rows", np.int64, 2)
log = _view("log", LOGGED, 1)
rests = _view("rests", np.float64, 2)
random = _view("random", np.uint64, 1)
row = _view("row", np.int64, 1)
best_row = _view("best_row", np.int64, 1)
last = _view("last", np.int64, 1)
reach = _view("reach", np.float64, 1)
extra = _view("extra", np.float64, 1)
ask = _view("ask", np.int64, 1)
is_asked = _view("is_asked", np.int64, 1)
worth = _view("worth", np.float64, 1)
offers = _view("offers", np.float64, 2)
focus = _view("focus", np.int64, 1)
place_cost = _view("place_cost", np.float64, 1)
place_at = _view("place_at", np.int64, 1)
place_row = _view("place_row", np.int64, 2)
basket = _view("basket", np.int64, 1)
